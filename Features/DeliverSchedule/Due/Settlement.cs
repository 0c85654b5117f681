using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// Derives a delivery's state from its messages, and its run's from its deliveries and mailings, whenever one of them ends. Rows
/// are locked from the run downwards, so that two that end together settle one after the other.
/// </summary>
internal static class Settlement
{
    private const string LockSql = "select id from runs where id = (select run_id from deliveries where id = @deliveryId) for update";

    private const string LockRunSql = "select id from runs where id = @runId for update";

    private const string DeliverySql =
        """
        with counted as (
          select count(*) filter (where state = 'accepted') as accepted,
            count(*) filter (where state = 'failed') as failed,
            count(*) filter (where state = 'cancelled') as cancelled,
            count(*) filter (where state in ('waiting', 'sending')) as open,
            count(*) as messages
          from messages
          where delivery_id = @deliveryId and kind = 'delivery'
        )
        update deliveries d
        set state = case
              when accepted = messages and messages > 0 then 'delivered'
              when failed = 0 and accepted > 0 then 'delivered'
              when failed = 0 then 'skipped'
              when accepted > 0 then 'partly_delivered'
              else 'failed' end,
          reason = case
              when messages = 0 then 'Nobody is named under Email to.'
              when failed = 0 and cancelled = 0 then null
              when cancelled > 0 and failed = 0 and exists (select from stored_files f where f.id = d.file_id and f.revoked_at is not null)
                then cancelled || ' of ' || messages || ' messages cancelled: the file was revoked.'
              when failed = 0 and accepted = 0 then 'Every message was cancelled: its address was taken off, or the list or schedule deleted.'
              when failed = 0 then cancelled || ' of ' || messages || ' messages cancelled: the address was taken off.'
              when accepted > 0 then failed || ' of ' || messages || ' messages could not be sent.'
              when messages = 1 then 'The message could not be sent.'
              else 'None of the ' || messages || ' messages could be sent.' end,
          finished_at = @now
        from counted
        where d.id = @deliveryId and d.state = 'sending' and counted.open = 0
        """;

    private const string RunSql =
        """
        with parts as (
          select position, name, state, reason from deliveries where run_id = @runId
          union all
          select position, name, case state when 'sent' then 'delivered' when 'cancelled' then 'skipped' else state end, reason
          from mailings
          where run_id = @runId
        ),
        counted as (
          select count(*) as parts,
            count(*) filter (where state = 'delivered') as delivered,
            count(*) filter (where state = 'skipped') as skipped,
            count(*) filter (where state = 'failed') as failed,
            count(*) filter (where state in ('waiting', 'making', 'sending', 'working', 'held')) as open,
            string_agg(name || ': ' || reason, ' ' order by position) filter (where reason is not null and state <> 'delivered') as reasons
          from parts
        )
        update runs r
        set state = case
              when failed = parts then 'failed'
              when skipped = parts then 'skipped'
              when delivered + skipped = parts then 'delivered'
              else 'partly_delivered' end,
          reason = reasons,
          finished_at = @now
        from counted
        where r.id = @runId and r.state in ('waiting', 'running') and counted.open = 0
        """;

    private const string ReopenSql =
        "update runs set state = 'running', finished_at = null, reason = null, noticed_at = null where id = @runId";

    public static async Task SettleAsync(NpgsqlConnection connection, long deliveryId, Instant now, CancellationToken cancellationToken)
    {
        var runId = await connection.ScalarAsync<long>(LockSql, new { deliveryId }, cancellationToken);
        await connection.RunAsync(DeliverySql, new { deliveryId, now }, cancellationToken);
        await connection.RunAsync(RunSql, new { runId, now }, cancellationToken);
    }

    /// <summary>Settles a run one of whose mailings has ended.</summary>
    public static async Task SettleRunAsync(NpgsqlConnection connection, long runId, Instant now, CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[LockRunSql, RunSql])
        {
            await connection.RunAsync(sql, new { runId, now }, cancellationToken);
        }
    }

    /// <summary>A run part of which is tried again.</summary>
    public static Task ReopenRunAsync(NpgsqlConnection connection, long runId, CancellationToken cancellationToken) =>
        connection.RunAsync(ReopenSql, new { runId }, cancellationToken);
}
