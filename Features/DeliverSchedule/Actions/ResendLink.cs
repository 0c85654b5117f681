using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Sends one recipient of a delivery a new link to the same file. The links sent before stop working at once, a reminder's
/// too: whoever has an old mail has nothing.
/// </summary>
/// <param name="Key">Of the form that asks: sent twice, it is done once.</param>
public sealed record ResendLink(long RunId, long MessageId, Actor Actor, Guid? Key = null) : IRequest<ResendResult?>;

public abstract record ResendResult
{
    public sealed record Done(string Recipient) : ResendResult;

    /// <param name="Why">Words for the person who asked.</param>
    public sealed record Refused(string Why) : ResendResult;
}

internal sealed class ResendLinkHandler(
    NpgsqlDataSource dataSource, LinkTokens tokens, MessageIds messageIds, QuotaLedger quotas, VenueReader venues, AuditLog audit,
    IClock clock) : IRequestHandler<ResendLink, ResendResult?>
{
    private const string FindSql =
        """
        select m.delivery_id, d.scheduled_list_id, m.recipient::text as recipient, d.file_id,
          m.state in ('waiting', 'sending') as on_its_way, coalesce(m.resent_key = @key, false) as done_already,
          coalesce(f.deleted_at is null and f.revoked_at is null and f.expires_at > @now, false) as file_lives,
          exists (
            select from current_parts c
            where c.scheduled_list_id = d.scheduled_list_id and c.address = m.recipient
              and (c.split_by is null or c.part_key = d.part_key)) as listed
        from messages m
        join deliveries d on d.id = m.delivery_id
        join runs r on r.id = d.run_id
        left join stored_files f on f.id = d.file_id
        where m.id = @messageId and d.run_id = @runId and m.kind = 'delivery'
        for update of r, m
        """;

    // Another Message-ID as well: a mail server may drop a second mail with the first one's.
    private const string MessageSql =
        $"""
        update messages
        set {WorkAgain.SetSql}, token_hash = @hash, token_protected = @protected, message_id = @newId,
          reply_code = null, reply_text = null, accepted_at = null, resent_at = @now, resent_key = @key, sent_with = null
        where id = @messageId
        """;

    private const string RemindersSql =
        """
        update messages
        set token_hash = null, token_protected = null, state = case state when 'waiting' then 'cancelled' else state end
        where delivery_id = @deliveryId and recipient = @recipient and kind = 'reminder'
        """;

    private const string DeliverySql =
        "update deliveries set state = 'sending', finished_at = null, reason = null where id = @deliveryId";

    // Nobody is told again of what else had failed in the run.
    private const string RunSql =
        """
        update runs
        set state = 'running', finished_at = null, reason = null, noticed_at = case when state = 'delivered' then null else noticed_at end
        where id = @runId
        """;

    public async Task<ResendResult?> Handle(ResendLink request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var message = await connection.ReadOneAsync<MessageRow>(
            FindSql, new { request.RunId, request.MessageId, request.Key, now }, cancellationToken);
        if (message is null)
        {
            return null;
        }

        if (message.DoneAlready)
        {
            return new ResendResult.Done(message.Recipient);
        }

        if (WhyNot(message) is { } why)
        {
            return new ResendResult.Refused(why);
        }

        if (await quotas.UseAsync(
                connection, Quota.Resend, request.Actor.UserId, message.ScheduledListId, cancellationToken) is { } reached)
        {
            var zone = (await venues.ReadAsync(cancellationToken)).Zone;
            return new ResendResult.Refused(reached.Words("sent a link of this list again", "Another can be sent", zone));
        }

        var token = tokens.Create();
        var parameters = new
        {
            request.RunId,
            request.MessageId,
            request.Key,
            message.DeliveryId,
            message.Recipient,
            token.Hash,
            token.Protected,
            newId = messageIds.New(),
            now,
        };
        foreach (var sql in (string[])[MessageSql, RemindersSql, DeliverySql, RunSql, WorkSignal.NotifySql])
        {
            await connection.RunAsync(sql, parameters, cancellationToken);
        }

        await audit.WriteAsync(
            connection, request.Actor, "run.link_resent", "run", request.RunId, new { message.Recipient, message.FileId },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ResendResult.Done(message.Recipient);
    }

    private static string? WhyNot(MessageRow message) => message switch
    {
        { FileLives: false } => "There is no file to link to any more. Run the list again.",
        { Listed: false } => $"{message.Recipient} is not on Email to any more, so no link was sent.",
        { OnItsWay: true } => $"The message to {message.Recipient} is still on its way, so no other was sent.",
        _ => null,
    };

    private sealed record MessageRow
    {
        public long DeliveryId { get; init; }
        public long ScheduledListId { get; init; }
        public string Recipient { get; init; } = "";
        public long? FileId { get; init; }
        public bool OnItsWay { get; init; }
        public bool DoneAlready { get; init; }
        public bool FileLives { get; init; }
        public bool Listed { get; init; }
    }
}
