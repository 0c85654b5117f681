using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Takes up the next import or dry run that waits. False when none does.</summary>
public sealed record WorkOnImport : IRequest<bool>;

internal sealed class WorkOnImportHandler(
    NpgsqlDataSource dataSource, WorkQueue<ImportClaim> queue, ImportRun run, IClock clock, ILogger<WorkOnImportHandler> logger)
    : IRequestHandler<WorkOnImport, bool>
{
    private const string FailedSql = "reason = @reason, finished_at = @now, version = version + 1";

    public Task<bool> Handle(WorkOnImport request, CancellationToken cancellationToken) => queue.WorkAsync(
        1,
        (claim, lease) => Task.Run(() => run.ExecuteAsync(claim, new ImportLease(lease)), lease.Token),
        FailAsync,
        cancellationToken);

    private async Task FailAsync(ImportClaim claim, Exception exception)
    {
        logger.LogError(
            "Import {Import} failed at attempt {Attempt}: {Error}\n{Trace}",
            claim.Id, claim.Attempt, exception is PostgresException sql ? $"{sql.SqlState} {sql.ConstraintName}" : exception.GetType().Name,
            exception is ImportException ? "" : exception.StackTrace);
        await using var connection = await dataSource.OpenConnectionAsync();
        await queue.FailAsync(
            connection, claim, mayPass: false, FailedSql, new { reason = Words(exception), now = clock.GetCurrentInstant() },
            CancellationToken.None);
    }

    private static string Words(Exception e) => e switch
    {
        ImportException => e.Message,
        WorkersDiedException =>
            "It was interrupted three times, each time by the end of the application that worked on it. Nothing was imported.",
        DamagedFileException => "The uploaded file is no longer whole in the store. Upload it again.",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
            "Something else, such as the venue's own feed, was writing to the same table for more than a minute. Try again when it has "
            + "finished.",
        PostgresException { SqlState: "53100" } => "The database's disk is full. Nothing was imported.",
        NpgsqlException =>
            "The database did not take it, and nothing was imported. Try again; tell an administrator of the server if it stays.",
        _ => "It failed, and nothing was imported. Try again; tell an administrator of the server if it stays.",
    };
}
