using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>
/// A person's parts of one run go in one mail: that of one of their messages, which the others name. It goes when none of the person's
/// parts is still to be made. Whatever is in a mail that is being sent stays with it.
/// </summary>
internal static class PartMails
{
    private const string GatherSql =
        """
        with waiting as (
          select m.id, min(m.id) over (partition by d.scheduled_list_id, m.recipient) as lead,
            exists (
              select from deliveries more
              where more.run_id = @runId and more.scheduled_list_id = d.scheduled_list_id and more.part_key is not null
                and more.state in ('waiting', 'making') and m.recipient::text = any(more.recipients)) as open
          from messages m
          join deliveries d on d.id = m.delivery_id
          where d.run_id = @runId and d.part_key is not null and m.kind = 'delivery' and m.state = 'waiting'
            and not exists (select from messages sent where sent.id = m.sent_with and sent.state = 'sending')
        )
        update messages m
        set sent_with = nullif(waiting.lead, m.id),
          next_attempt_at = case
            when waiting.open or m.id <> waiting.lead then 'infinity'
            when m.next_attempt_at = 'infinity' then @now
            else m.next_attempt_at end
        from waiting
        where m.id = waiting.id
        """;

    // Of the mail that was accepted, or given up, each message that was in it ends as it did.
    private const string EndSql =
        """
        update messages m
        set state = mail.state, token_protected = case when mail.state = 'accepted' then null else m.token_protected end,
          accepted_at = mail.accepted_at, reply_code = mail.reply_code, reply_text = mail.reply_text
        from messages mail
        where mail.id = @id and mail.state in ('accepted', 'failed') and m.sent_with = mail.id and m.state = 'waiting'
        returning m.delivery_id
        """;

    private const string RunSql = "select run_id from deliveries where id = @deliveryId";

    /// <param name="connection">In a transaction that holds the run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="now">When a mail that is complete is due.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public static Task GatherAsync(NpgsqlConnection connection, long runId, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(GatherSql, new { runId, now }, cancellationToken);

    /// <summary>The same for the run of a delivery.</summary>
    public static async Task GatherOfAsync(
        NpgsqlConnection connection, long deliveryId, Instant now, CancellationToken cancellationToken) =>
        await GatherAsync(
            connection, await connection.ScalarAsync<long>(RunSql, new { deliveryId }, cancellationToken), now, cancellationToken);

    /// <summary>Notes that a mail has ended on the other messages that were in it.</summary>
    /// <returns>Their deliveries.</returns>
    public static Task<List<long>> EndAsync(NpgsqlConnection connection, long messageId, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<long>(EndSql, new { id = messageId }, cancellationToken);
}
