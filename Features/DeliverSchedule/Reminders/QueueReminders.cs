using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Reminders;

/// <summary>
/// Puts reminders into the outbox, a day before a link expires (half a day where it lasts one day), to the recipients who could have
/// collected and have not: where the scheduled list asks for it. A reminder is a message with a link of its own, one a recipient and
/// delivery.
/// </summary>
public sealed record QueueReminders : IRequest<Unit>
{
    /// <summary>
    /// Whether message m of delivery d still has something to remind of: its recipient may collect, and has not. Asked
    /// when the reminder is queued and again just before it is sent.
    /// </summary>
    internal const string WantedSql =
        """
        exists (
          select from collectors u
          where u.address = m.recipient
            and not exists (
              select from downloads w
              left join messages wm on wm.id = w.message_id
              where w.file_id = d.file_id and w.completed and (wm.recipient = m.recipient or w.user_id = u.id)))
        """;
}

internal sealed class QueueRemindersHandler(
    NpgsqlDataSource dataSource, LinkTokens tokens, MessageIds messageIds, IClock clock) : IRequestHandler<QueueReminders, Unit>
{
    // A link that was sent within the day is not reminded of. Where links last for less than two days, half their time takes the day's
    // place.
    private const string WantingSql =
        $"""
        select d.id as delivery_id, m.recipient::text as recipient
        from stored_files f
        join deliveries d on d.file_id = f.id
        join runs run on run.id = d.run_id and run.kind <> 'test'
        join messages m on m.delivery_id = d.id and m.kind = 'delivery' and m.state = 'accepted'
        join current_parts r on r.scheduled_list_id = d.scheduled_list_id and r.address = m.recipient and r.remind
          and (r.split_by is null or r.part_key = d.part_key)
        where f.deleted_at is null and f.expires_at > @now and f.expires_at <= @now + interval '1 day'
          and f.expires_at <= @now + least(interval '1 day', (f.expires_at - d.made_at) / 2)
          and m.accepted_at <= @now - least(interval '1 day', (f.expires_at - d.made_at) / 2)
          and not exists (
            select from messages old where old.delivery_id = d.id and old.recipient = m.recipient and old.kind = 'reminder')
          and {QueueReminders.WantedSql}
        order by f.expires_at, m.id
        limit 1000
        """;

    private const string InsertSql =
        """
        insert into messages (delivery_id, recipient, kind, message_id, token_hash, token_protected, state, next_attempt_at, created_at)
        values (@deliveryId, @recipient, 'reminder', @messageId, @hash, @protected, 'waiting', @now, @now)
        on conflict (delivery_id, recipient, kind) do nothing
        """;

    public async Task<Unit> Handle(QueueReminders request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var wanting = await connection.ReadAllAsync<Wanting>(WantingSql, new { now }, cancellationToken);
        foreach (var one in wanting)
        {
            var token = tokens.Create();
            await connection.RunAsync(
                InsertSql,
                new { one.DeliveryId, one.Recipient, messageId = messageIds.New(), token.Hash, token.Protected, now },
                cancellationToken);
        }

        if (wanting.Count > 0)
        {
            await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        }

        return Unit.Value;
    }

    private sealed record Wanting
    {
        public long DeliveryId { get; init; }
        public string Recipient { get; init; } = "";
    }
}
