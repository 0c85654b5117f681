using System.Data;
using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.ImportData.Freshness;
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
    WorkQueue<ExportClaim> queue, NpgsqlDataSource dataSource, EncryptedFileStore store, MemberRegister register, VenueReader venues,
    IMediator mediator, AuditLog audit, IClock clock, QueryOptions options, ILogger<MakeExportHandler> logger) : IRequestHandler<MakeExport, bool>
{
    private const string EndedSql =
        """
        state = @state, row_count = @rows, rows_so_far = @rows, file_id = @fileId, notes = @notes, date_metrics = @dateMetrics::jsonb,
        finished_at = @now
        """;

    private const string FailedSql = "reason = @reason, finished_at = @now";

    private const string OriginSql =
        """
        insert into file_origins (file_id, kind, list_name, customer_list_id, for_whom, made_at)
        values (@fileId, 'export', @ListName, @CustomerListId, array[@Who], @now)
        """;

    private const string LastRunSql = "update customer_lists set last_count = @rows, last_run_at = @StartedAt where id = @CustomerListId";

    private const int FirstOutputOrdinal = 2;
    private const int CustomerIdOrdinal = 1;

    public Task<bool> Handle(MakeExport request, CancellationToken cancellationToken) =>
        queue.WorkAsync(1, (claim, lease) => Task.Run(() => MakeAsync(claim, lease), lease.Token), FailAsync, cancellationToken);

    private async Task MakeAsync(ExportClaim claim, WorkLease lease)
    {
        var rowsSoFar = 0L;
        lease.Progress = () => new { rowsSoFar = Volatile.Read(ref rowsSoFar) };
        var venue = await venues.ReadAsync(lease.Token);
        var catalogue = await mediator.Send(new GetOutputCatalogue(), lease.Token);
        var list = ListCompiler.Compile(ListSnapshot.Parse(claim.Snapshot), catalogue, new DateMetricClock(claim.StartedAt, venue.Zone));
        await using var connection = await dataSource.OpenConnectionAsync(lease.Token);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, lease.Token);
        await connection.RunAsync($"{ListSession.ReadOnly(options.StatementLimit)}; {ListSession.EveryRow}", lease.Token);
        await using var command = list.Command(connection, list.RowsSql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(lease.Token);
        if (!rows.HasRows)
        {
            await EndAsync(claim, "empty", null, null, 0, list.DateMetrics, await OldDataAsync(lease.Token), venue.LinkDays, lease.Token);
            return;
        }

        var writer = FileWriters.For(claim.FileFormat);
        var fileId = await store.CreateAsync(
            FileName.For(claim.ListName, claim.StartedAt, venue.Zone, writer.Extension), writer.ContentType, writer.CompressWhenStored, lease.Token);
        using var recorder = await register.RecordAsync(fileId, lease.Token);
        long? members = null;
        FileWritten? written = null;
        var content = store.Write(
            fileId,
            stream => written = writer.Write(
                stream, rows, FirstOutputOrdinal, list.Columns, venue.Zone,
                count =>
                {
                    members ??= rows.GetInt64(0);
                    recorder.Add(rows.GetInt64(CustomerIdOrdinal));
                    Volatile.Write(ref rowsSoFar, count);
                },
                lease.Token),
            lease.Token);
        if (written!.Rows != members)
        {
            throw new RowCountException(members ?? 0, written.Rows);
        }

        await recorder.CompleteAsync(lease.Token);
        await store.VerifyAsync(fileId, content, lease.Token);
        var notes = FileNotes.Join(await OldDataAsync(lease.Token), FileNotes.CutCells(written.CutCells));
        await EndAsync(claim, "ready", fileId, content, written.Rows, list.DateMetrics, notes, venue.LinkDays, lease.Token);
    }

    private async Task<string?> OldDataAsync(CancellationToken cancellationToken) =>
        (await mediator.Send(new GetDataAge(), cancellationToken)).Warning;

    private async Task EndAsync(
        ExportClaim claim, string state, long? fileId, StoredFileContent? content, long rows, IReadOnlyList<ResolvedDateMetric> metrics,
        string? notes, int days, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ended = new { state, rows, fileId, notes, dateMetrics = JsonSerializer.Serialize(metrics, JsonSerializerOptions.Web), now };
        if (!await queue.EndAsync(connection, claim, EndedSql, ended, cancellationToken))
        {
            throw new WorkLostException();
        }

        if (fileId is { } id)
        {
            await store.CompleteAsync(connection, id, content!, now + Duration.FromDays(days), cancellationToken);
            await connection.RunAsync(OriginSql, new { fileId, claim.ListName, claim.CustomerListId, claim.Who, now }, cancellationToken);
        }

        await connection.RunAsync(LastRunSql, new { rows, claim.StartedAt, claim.CustomerListId }, cancellationToken);
        await audit.WriteAsync(
            connection, claim.Actor, "customer_list.run", "customer_list", claim.CustomerListId, new { claim.FileFormat, rows, fileId },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task FailAsync(ExportClaim claim, Exception exception)
    {
        logger.LogError("Running customer list {List} failed: {Error}", claim.CustomerListId, exception.GetType().Name);
        await using var connection = await dataSource.OpenConnectionAsync();
        await queue.FailAsync(
            connection, claim, mayPass: false, FailedSql, new { reason = Reason(exception), now = clock.GetCurrentInstant() }, CancellationToken.None);
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
