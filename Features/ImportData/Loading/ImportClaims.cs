using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Taking imports up and giving them back. A node that died holds one until its lease ends; then another begins it anew, since nothing of it was committed.</summary>
internal sealed class ImportClaims(NpgsqlDataSource dataSource, ImportOptions options, IClock clock)
{
    /// <summary>An import that ended its node this often is not tried again.</summary>
    private const int MostAttempts = 3;

    private const string ClaimSql =
        """
        with next as (
          select id
          from data_imports
          where state = 'working' and lease_until < clock_timestamp()
             or state = 'waiting' and not exists (select from data_imports where state = 'working')
          order by state = 'waiting', id
          limit 1
          for update skip locked
        )
        update data_imports i
        set state = 'working', attempt = i.attempt + 1, lease_until = clock_timestamp() + @lease, phase = 'reading', bytes_so_far = 0, rows_so_far = 0,
          version = i.version + 1
        from next
        where i.id = next.id
        returning i.id, i.kind, i.file_id, i.file_name, i.size_bytes, i.settings::text as settings, i.dry_run, i.confirmed_retired, i.attempt, i.user_id, i.who
        """;

    private const string GiveBackSql =
        """
        update data_imports
        set state = 'waiting', attempt = attempt - 1, lease_until = null, version = version + 1
        where id = @id and attempt = @attempt and state = 'working'
        """;

    private const string FailSql =
        """
        update data_imports
        set state = 'failed', reason = @reason, lease_until = null, finished_at = @now, version = version + 1
        where id = @id and attempt = @attempt and state = 'working'
        """;

    public async Task<ImportClaim?> NextAsync(CancellationToken cancellationToken)
    {
        ImportClaim? claim;
        try
        {
            claim = await dataSource.ReadOneAsync<ImportClaim>(ClaimSql, new { options.Lease }, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return null; // Another node took one up in the same moment.
        }

        if (claim is not { Attempt: > MostAttempts })
        {
            return claim;
        }

        await FailAsync(claim, "It was interrupted three times, each time by the end of the application that worked on it. Nothing was imported.", cancellationToken);
        return null;
    }

    /// <summary>A graceful stop: it waits again, and the attempt does not count.</summary>
    public Task GiveBackAsync(ImportClaim claim) => ExecuteAsync(GiveBackSql, new { claim.Id, claim.Attempt }, CancellationToken.None);

    public Task FailAsync(ImportClaim claim, string reason, CancellationToken cancellationToken) =>
        ExecuteAsync(FailSql, new { claim.Id, claim.Attempt, reason, now = clock.GetCurrentInstant() }, cancellationToken);

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(sql, parameters, cancellationToken);
    }
}
