using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>Notes what became of a message; fenced by the attempt.</summary>
internal sealed class MessageOutcomes(NpgsqlDataSource dataSource, WorkQueue<MessageClaim> queue, IClock clock)
{
    // Whoever has lost the right, whose file was revoked, or whom a reminder has nothing left to remind of, is sent nothing.
    private const string WantedSql =
        $"""
        exists (
            select from deliveries d
            join (select w.recipient) m on true
            join scheduled_lists sl on sl.id = d.scheduled_list_id and sl.deleted_at is null
            join schedules s on s.id = sl.schedule_id and s.deleted_at is null
            join runs run on run.id = d.run_id
            left join current_parts r on r.scheduled_list_id = sl.id and r.address = m.recipient
              and (r.split_by is null or r.part_key = d.part_key)
            left join stored_files f on f.id = d.file_id
            where d.id = w.delivery_id and f.deleted_at is null and (r.address is not null or run.kind = 'test')
              and (w.kind = 'delivery' or (w.token_hash is not null and f.expires_at > @now and {QueueReminders.WantedSql})))
        """;

    private const string WantedOrCancelledSql = $"state = case when {WantedSql} then 'sending' else 'cancelled' end";

    // The same of the others that are in its mail.
    private const string CancelWithSql =
        $"""
        update messages w
        set state = 'cancelled', token_protected = null
        where w.sent_with = @id and w.state = 'waiting' and not {WantedSql}
        returning w.delivery_id
        """;

    private const string AcceptedSql =
        "state = 'accepted', accepted_at = @now, reply_code = @code, reply_text = @text, token_protected = null";

    private const string RefusedSql = "reply_code = @code, reply_text = @text";

    private const string AttemptSql =
        """
        insert into message_attempts (message_id, attempt, attempted_at, reply_code, reply_text)
        values (@id, @attempt, @now, @code, @text)
        on conflict do nothing
        """;

    /// <summary>Renews the lease just before sending, and cancels a message that nobody may have any more.</summary>
    /// <returns>False when the message is not to be sent by this sender any more.</returns>
    public async Task<bool> HoldAsync(MessageClaim message, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var state = await queue.RenewAsync<string>(connection, message, WantedOrCancelledSql, new { now }, "w.state", cancellationToken);
        var cancelled = message.IsPart && state is not null
            ? await connection.ReadAllAsync<long>(CancelWithSql, new { message.Id, now }, cancellationToken)
            : [];
        foreach (var delivery in state == MessageStates.Cancelled ? cancelled.Prepend(message.DeliveryId) : cancelled)
        {
            await Settlement.SettleAsync(connection, delivery, now, cancellationToken);
        }

        if (message.IsPart && state == MessageStates.Cancelled)
        {
            await PartMails.GatherOfAsync(connection, message.DeliveryId, now, cancellationToken); // Another leads what is left of it.
        }

        await transaction.CommitAsync(cancellationToken);
        return state == MessageStates.Sending;
    }

    public Task AcceptedAsync(MessageClaim message, MailReply reply) => NoteAsync(
        message,
        reply.Code,
        reply.Text,
        (connection, values) => queue.EndAsync(connection, message, AcceptedSql, values, CancellationToken.None));

    public Task RefusedAsync(MessageClaim message, int? code, string text, bool mayPass) => NoteAsync(
        message,
        code,
        text,
        (connection, values) => queue.FailAsync(connection, message, mayPass, RefusedSql, values, CancellationToken.None));

    // What the server said is noted even of a message that is another sender's by now.
    private async Task NoteAsync(MessageClaim message, int? code, string text, Func<NpgsqlConnection, object, Task<bool>> end)
    {
        var values = new { message.Id, message.Attempt, code, text, now = clock.GetCurrentInstant() };
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.RunAsync(AttemptSql, values, CancellationToken.None);
        if (await end(connection, values))
        {
            var others = message.IsPart ? await PartMails.EndAsync(connection, message.Id, CancellationToken.None) : [];
            foreach (var delivery in others.Prepend(message.DeliveryId))
            {
                await Settlement.SettleAsync(connection, delivery, values.now, CancellationToken.None);
            }
        }

        await transaction.CommitAsync();
    }
}
