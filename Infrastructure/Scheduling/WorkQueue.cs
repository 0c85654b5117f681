using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// The queue of one kind of work, in its table. A claim takes rows that wait and are due, or whose worker died, by
/// <c>for update skip locked</c>, raises their attempt and leases them to the worker; every later write of the worker is
/// <c>where attempt = @attempt</c>, so that of two who believe that they hold a piece only the later one changes anything.
/// When a piece is due goes by the business clock, leases go by the database's own.
/// </summary>
public sealed class WorkQueue<TClaim>(
    WorkKind<TClaim> kind, WorkOptions options, NpgsqlDataSource dataSource, IClock clock, ILogger<WorkQueue<TClaim>> logger)
    where TClaim : WorkClaim
{
    private readonly TimeSpan lease = kind.Lease ?? options.Lease;

    private readonly string mine = $"where w.id = @id and w.attempt = @attempt and w.state = '{kind.Working}'";

    private readonly string claimSql =
        $"""
        with next as (
          select id
          from {kind.Table}
          where state in ('waiting', '{kind.Working}') and next_attempt_at <= @now
            and (state = 'waiting' or lease_until < clock_timestamp()){And(kind.Only)}
          order by {kind.Order}
          limit @limit
          for update skip locked
        ), claimed as (
          update {kind.Table} w
          set state = '{kind.Working}', attempt = w.attempt + 1, lease_until = clock_timestamp() + @lease,
            failures = w.failures{(kind.MostDeaths is null ? "" : $" + (w.state = '{kind.Working}')::integer")}{Comma(kind.WhenClaimed)}
          from next
          where w.id = next.id
          returning w.*
        ){Comma(kind.AlsoWhenClaimed)}
        {kind.Select}
        """;

    /// <summary>Takes up to so many pieces, each for the lease's time from now.</summary>
    public async Task<IReadOnlyList<TClaim>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            return (await connection.QueryAsync<TClaim>(Command(claimSql, new { now = Now, limit, lease }, cancellationToken))).AsList();
        }
        catch (PostgresException e) when (kind.OneAtATime && e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return []; // Another node took one up in the same moment.
        }
    }

    /// <summary>Takes up to so many pieces and does one after the other, its lease renewed meanwhile. False when none waits.</summary>
    /// <param name="limit">The most that are taken up.</param>
    /// <param name="work">Does a piece, and stores how it ended.</param>
    /// <param name="fail">
    /// Stores that a piece failed, and whether it is tried again. Not asked when the piece was lost, which is then another worker's;
    /// nor when the host stops, in which case it is given back, as is what is left of the batch.
    /// </param>
    /// <param name="stopping">The host stops.</param>
    public async Task<bool> WorkAsync(
        int limit, Func<TClaim, WorkLease, Task> work, Func<TClaim, Exception, Task> fail, CancellationToken stopping)
    {
        // What is claimed when the host stops is given back below, not left to the end of its lease.
        stopping.ThrowIfCancellationRequested();
        var batch = await ClaimAsync(limit, CancellationToken.None);
        foreach (var claim in batch)
        {
            if (stopping.IsCancellationRequested)
            {
                await GiveBackAsync(claim);
            }
            else
            {
                await DoAsync(claim, work, fail, stopping);
            }
        }

        return batch.Count > 0;
    }

    /// <summary>A piece as it is stored now; null when it is another worker's.</summary>
    public async Task<TClaim?> ReadAsync(TClaim claim, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<TClaim>(Command(
            $"""
            with claimed as (select w.* from {kind.Table} w {mine})
            {kind.Select}
            """,
            Values(claim), cancellationToken));
    }

    /// <summary>A clean stop: the piece waits again, for any node, and has not failed.</summary>
    public async Task GiveBackAsync(TClaim claim)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"""
            with given as (
              update {kind.Table} w
              set state = 'waiting', lease_until = null{Comma(kind.WhenGivenBack)}
              {mine}
              returning w.id, w.attempt
            )
            {kind.AlsoWhenGivenBack ?? "select from given"}
            """,
            Values(claim, new { now = Now }));
    }

    /// <summary>Stores columns of a piece that goes on.</summary>
    /// <param name="connection">The caller's connection; its open transaction is used.</param>
    /// <param name="set">"column = @value, …": text of the program. It may read @id and @attempt, too.</param>
    /// <returns>False, and nothing was stored, when it is another worker's.</returns>
    public async Task<bool> StoreAsync(
        NpgsqlConnection connection, TClaim claim, string set, object? values, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(Command($"update {kind.Table} w set {set} {mine}", Values(claim, values), cancellationToken)) == 1;

    /// <summary>As <see cref="StoreAsync"/>, for a lease that goes on from now, and answers an expression over the row as stored.</summary>
    /// <returns>The default, and nothing was stored, when it is another worker's.</returns>
    public Task<T?> RenewAsync<T>(
        NpgsqlConnection connection, TClaim claim, string set, object? values, string returning, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<T>(Command(
            $"update {kind.Table} w set lease_until = clock_timestamp() + @lease, {set} {mine} returning {returning}",
            Values(claim, values, new { lease }), cancellationToken));

    /// <summary>Ends a piece, in the state that <paramref name="set"/> gives it.</summary>
    /// <inheritdoc cref="StoreAsync"/>
    public Task<bool> EndAsync(
        NpgsqlConnection connection, TClaim claim, string set, object? values, CancellationToken cancellationToken) =>
        StoreAsync(connection, claim, $"lease_until = null, {set}", values, cancellationToken);

    /// <summary>Lets a piece that has not failed wait until then.</summary>
    /// <inheritdoc cref="StoreAsync"/>
    public Task<bool> WaitAsync(
        NpgsqlConnection connection, TClaim claim, Instant until, string set, object? values, CancellationToken cancellationToken) =>
        EndAsync(
            connection,
            claim,
            $"state = 'waiting', next_attempt_at = @until, {set}",
            Values(claim, values, new { until }),
            cancellationToken);

    /// <summary>
    /// Notes that a piece failed: it waits for its next attempt, or is given up as 'failed' when the plan ends or trying again is no use.
    /// <paramref name="set"/> may read @retryAt, which is null when it is given up.
    /// </summary>
    /// <inheritdoc cref="StoreAsync"/>
    public Task<bool> FailAsync(
        NpgsqlConnection connection, TClaim claim, bool mayPass, string set, object? values, CancellationToken cancellationToken)
    {
        Instant? retryAt = mayPass && RetryPlan.WaitAfter(claim.Failures + 1) is { } wait ? Now + Duration.FromTimeSpan(wait) : null;
        return EndAsync(
            connection,
            claim,
            $"""
            state = case when @retryAt::timestamptz is null then 'failed' else 'waiting' end,
              failures = w.failures + 1, next_attempt_at = coalesce(@retryAt, w.next_attempt_at), {set}
            """,
            Values(claim, values, new { retryAt }),
            cancellationToken);
    }

    private async Task DoAsync(
        TClaim claim, Func<TClaim, WorkLease, Task> work, Func<TClaim, Exception, Task> fail, CancellationToken stopping)
    {
        if (claim.Failures >= kind.MostDeaths)
        {
            await fail(claim, new WorkersDiedException(claim.Failures));
            return;
        }

        await using var held = Hold(claim, stopping);
        try
        {
            await work(claim, held);
        }
        catch (Exception e) when (held.Lost || e is WorkLostException)
        {
            logger.LogWarning(
                "The {Work} {Id} was stopped, or taken over by another worker: {Error}", kind.Name, claim.Key, e.GetType().Name);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            await GiveBackAsync(claim);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await fail(claim, e);
        }
    }

    private WorkLease Hold(TClaim claim, CancellationToken stopping) =>
        new(
            async (progress, cancellationToken) =>
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                var set = progress is null ? "" : Comma(kind.WhenRenewed);
                set = $"lease_until = clock_timestamp() + @lease{set}";
                return await StoreAsync(connection, claim, set, Values(claim, progress, new { lease }), cancellationToken);
            },
            lease,
            kind.LongestPause,
            $"{kind.Name} {claim.Key}",
            logger,
            stopping);

    private Instant Now => clock.GetCurrentInstant();

    private static string And(string? condition) => condition is null ? "" : $" and ({condition})";

    private static string Comma(string? more) => more is null ? "" : $", {more}";

    private static DynamicParameters Values(TClaim claim, params object?[] values)
    {
        var all = new DynamicParameters(new { id = claim.Key, claim.Attempt });
        foreach (var some in values)
        {
            all.AddDynamicParams(some);
        }

        return all;
    }

    private static CommandDefinition Command(string sql, object values, CancellationToken cancellationToken) =>
        new(sql, values, cancellationToken: cancellationToken);
}
