using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Infrastructure.Files;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Takes up the next import or dry run that waits. False when none does.</summary>
public sealed record WorkOnImport : IRequest<bool>;

internal sealed class WorkOnImportHandler(NpgsqlDataSource dataSource, ImportClaims claims, ImportRun run, ImportOptions options, ILogger<WorkOnImportHandler> logger)
    : IRequestHandler<WorkOnImport, bool>
{
    public async Task<bool> Handle(WorkOnImport request, CancellationToken cancellationToken)
    {
        if (await claims.NextAsync(cancellationToken) is not { } claim)
        {
            return false;
        }

        await using var lease = new ImportLease(dataSource, claim, options, logger, cancellationToken);
        try
        {
            await Task.Run(() => run.ExecuteAsync(claim, lease), lease.Token);
        }
        catch (Exception e) when (lease.Lost)
        {
            logger.LogWarning("Import {Import} was stopped or taken over: {Error}", claim.Id, e.GetType().Name);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            await claims.GiveBackAsync(claim);
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            logger.LogError(
                "Import {Import} failed at attempt {Attempt}: {Error}\n{Trace}",
                claim.Id, claim.Attempt, e is PostgresException sql ? $"{sql.SqlState} {sql.ConstraintName}" : e.GetType().Name, e is ImportException ? "" : e.StackTrace);
            await claims.FailAsync(claim, Words(e), CancellationToken.None);
        }

        return true;
    }

    private static string Words(Exception e) => e switch
    {
        ImportException => e.Message,
        DamagedFileException => "The uploaded file is no longer whole in the store. Upload it again.",
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
            "Something else, such as the venue's own feed, was writing to the same table for more than a minute. Try again when it has finished.",
        PostgresException { SqlState: "53100" } => "The database's disk is full. Nothing was imported.",
        NpgsqlException => "The database did not take it, and nothing was imported. Try again; tell an administrator of the server if it stays.",
        _ => "It failed, and nothing was imported. Try again; tell an administrator of the server if it stays.",
    };
}
