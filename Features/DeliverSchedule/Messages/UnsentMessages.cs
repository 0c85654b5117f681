using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>
/// Messages that wait and are not wanted any more, on the caller's transaction. Rights to files end with the rows of entry and
/// recipients: they are looked up at every download, and by a sender that holds a message already.
/// </summary>
internal static class UnsentMessages
{
    // Runs before messages, in the order in which a retry locks them.
    private const string LockRunsSql =
        """
        select r.id
        from runs r
        where r.id in (
          select d.run_id
          from messages m
          join deliveries d on d.id = m.delivery_id
          where d.scheduled_list_id = @scheduledListId and m.state = 'waiting'
            and (@addresses::text[] is null or m.recipient = any(@addresses)))
        order by r.id
        for update
        """;

    private const string CancelSql =
        """
        update messages m
        set state = 'cancelled', token_protected = null
        from deliveries d
        where d.id = m.delivery_id and d.scheduled_list_id = @scheduledListId and m.state = 'waiting'
          and (@addresses::text[] is null or m.recipient = any(@addresses))
        returning m.delivery_id
        """;

    private const string CancelUnnamedSql =
        """
        update messages m
        set state = 'cancelled', token_protected = null
        from deliveries d, runs r
        where d.id = m.delivery_id and r.id = d.run_id and r.kind <> 'test' and d.scheduled_list_id = @scheduledListId
          and m.state = 'waiting' and not exists (
            select from current_parts c
            where c.scheduled_list_id = d.scheduled_list_id and c.address = m.recipient
              and (c.split_by is null or c.part_key = d.part_key))
        returning m.delivery_id
        """;

    private const string RunsOfPartsSql = "select distinct run_id from deliveries where id = any(@ids) and part_key is not null";

    private const string HurrySql =
        """
        update messages set next_attempt_at = @now
        from deliveries, runs
        where deliveries.id = messages.delivery_id and runs.id = deliveries.run_id and runs.schedule_id = @scheduleId
          and messages.state = 'waiting';
        update deliveries set next_attempt_at = @now
        from runs
        where runs.id = deliveries.run_id and runs.schedule_id = @scheduleId and deliveries.state = 'waiting'
          and deliveries.next_attempt_at > @now and deliveries.made_with is null
        """;

    /// <summary>Cancels what a scheduled list would still send to these addresses; null means everybody's.</summary>
    public static async Task CancelAsync(
        NpgsqlConnection connection, long scheduledListId, IReadOnlyList<string>? addresses, Instant now,
        CancellationToken cancellationToken)
    {
        var parameters = new { scheduledListId, addresses = addresses?.ToArray() };
        await connection.RunAsync(LockRunsSql, parameters, cancellationToken);
        var deliveries = await connection.ReadAllAsync<long>(CancelSql, parameters, cancellationToken);
        await SettleAsync(connection, deliveries, now, cancellationToken);
    }

    /// <summary>Cancels what a scheduled list would still send to whoever it does not name any more, value by value.</summary>
    public static async Task CancelUnnamedAsync(
        NpgsqlConnection connection, long scheduledListId, Instant now, CancellationToken cancellationToken)
    {
        var parameters = new { scheduledListId, addresses = (string[]?)null };
        await connection.RunAsync(LockRunsSql, parameters, cancellationToken);
        await SettleAsync(
            connection, await connection.ReadAllAsync<long>(CancelUnnamedSql, parameters, cancellationToken), now, cancellationToken);
    }

    /// <summary>Settles deliveries some of whose messages were cancelled; what is left of a person's mail goes on without them.</summary>
    public static async Task SettleAsync(
        NpgsqlConnection connection, IReadOnlyList<long> deliveries, Instant now, CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries.Distinct())
        {
            await Settlement.SettleAsync(connection, delivery, now, cancellationToken);
        }

        foreach (var run in await connection.ReadAllAsync<long>(RunsOfPartsSql, new { ids = deliveries.ToArray() }, cancellationToken))
        {
            await PartMails.GatherAsync(connection, run, now, cancellationToken);
        }
    }

    /// <summary>
    /// A schedule is deleted: what waits for another attempt is taken up at once, so that its worker cancels it and settles its run.
    /// </summary>
    public static Task HurryAsync(NpgsqlConnection connection, long scheduleId, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(HurrySql, new { scheduleId, now }, cancellationToken);
}
