using System.Text.Json;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>Takes the next run from the explorer that waits and runs its list into an encrypted file. False when none waits.</summary>
public sealed record MakeExport : IRequest<bool>;

internal sealed class MakeExportHandler(
    WorkQueue<ExportClaim> queue, ListRunner lists, NpgsqlDataSource dataSource, EncryptedFileStore store, VenueReader venues,
    AuditLog audit, IClock clock, ILogger<MakeExportHandler> logger) : IRequestHandler<MakeExport, bool>
{
    private const string EndedSql =
        """
        state = @state, row_count = @customers, booking_count = @bookings, rows_so_far = @customers, file_id = @fileId,
        notes = @notes, date_metrics = @dateMetrics::jsonb, finished_at = @now
        """;

    private const string FailedSql = "reason = @reason, finished_at = @now";

    private const string OriginSql =
        """
        insert into file_origins (file_id, kind, list_name, customer_list_id, for_whom, made_at)
        values (@fileId, 'export', @ListName, @CustomerListId, array[@Who], @now)
        """;

    private const string LastRunSql =
        "update customer_lists set last_count = @customers, last_run_at = @StartedAt, counted_at = @StartedAt where id = @CustomerListId";

    public Task<bool> Handle(MakeExport request, CancellationToken cancellationToken) =>
        queue.WorkAsync(1, MakeAsync, FailAsync, cancellationToken);

    private async Task MakeAsync(ExportClaim claim, WorkLease lease)
    {
        var rowsSoFar = 0L;
        lease.Progress = () => new { rowsSoFar = Volatile.Read(ref rowsSoFar) };
        var made = await lists.MakeFileAsync(
            new ListToRun(claim.ListName, claim.Snapshot, claim.FileFormat, claim.StartedAt),
            null,
            count => Volatile.Write(ref rowsSoFar, count),
            lease.Token);
        await EndAsync(claim, made, (await venues.ReadAsync(lease.Token)).LinkDays, lease.Token);
    }

    private async Task EndAsync(ExportClaim claim, MadeFile made, int days, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = new
        {
            state = made.FileId is null ? ExportStates.Empty : ExportStates.Ready,
            made.Customers,
            made.Bookings,
            made.FileId,
            made.Notes,
            dateMetrics = JsonSerializer.Serialize(made.DateMetrics, JsonSerializerOptions.Web),
            now,
        };
        if (!await queue.EndAsync(connection, claim, EndedSql, ended, cancellationToken))
        {
            throw new WorkLostException();
        }

        if (made.FileId is { } fileId)
        {
            await store.CompleteAsync(connection, fileId, made.Content!, now + Duration.FromDays(days), cancellationToken);
            await connection.RunAsync(OriginSql, new { fileId, claim.ListName, claim.CustomerListId, claim.Who, now }, cancellationToken);
        }

        await connection.RunAsync(LastRunSql, new { made.Customers, claim.StartedAt, claim.CustomerListId }, cancellationToken);
        await audit.WriteAsync(
            connection, claim.Actor, "customer_list.run", "customer_list", claim.CustomerListId,
            new { claim.FileFormat, made.Customers, made.Bookings, fileId = made.FileId },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task FailAsync(ExportClaim claim, Exception exception)
    {
        logger.LogError("Running customer list {List} failed: {Error}", claim.CustomerListId, exception.GetType().Name);
        await using var connection = await dataSource.OpenConnectionAsync();
        await queue.FailAsync(
            connection, claim, mayPass: false, FailedSql, new { reason = Reason(exception), now = clock.GetCurrentInstant() },
            CancellationToken.None);
    }

    private static string Reason(Exception exception)
    {
        if (exception is WorkersDiedException)
        {
            return "It was interrupted three times, each time by the end of the application that worked on it. Tell an administrator.";
        }

        var words = FailureWords.For(exception);
        return words.MayPass ? $"{words.Reason} Run the list again; if it fails again, tell an administrator." : words.Reason;
    }
}
