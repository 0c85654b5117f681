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

    private const string CountSql =
        """
        select count(*)::int as messages, count(*) filter (where state = 'accepted')::int as accepted,
          count(*) filter (where state = 'failed')::int as failed, count(*) filter (where state = 'cancelled')::int as cancelled,
          count(*) filter (where state in ('waiting', 'sending'))::int as open,
          exists (
            select from deliveries d
            join stored_files f on f.id = d.file_id
            where d.id = @deliveryId and f.revoked_at is not null) as revoked,
          (select sharing::text from deliveries where id = @deliveryId) as sharing
        from messages
        where delivery_id = @deliveryId and kind = 'delivery'
        """;

    // Who was on the list counts from here on, where somebody was told.
    private const string DeliverySql =
        """
        with ended as (
          update deliveries set state = @state, reason = @reason, finished_at = @now
          where id = @deliveryId and state = 'sending'
          returning id
        )
        update delivered_members m set delivered = true
        from ended
        where m.delivery_id = ended.id and @state in ('delivered', 'partly_delivered')
        """;

    private const string RunSql =
        """
        with parts as (
          select position, concat_ws(': ', name, split_value) as name, state, reason from deliveries where run_id = @runId
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
        var messages = await connection.ReadSingleAsync<SettledMessages>(CountSql, new { deliveryId }, cancellationToken);
        if (messages.Open == 0)
        {
            await connection.RunAsync(DeliverySql, new { deliveryId, messages.State, messages.Reason, now }, cancellationToken);
        }

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
