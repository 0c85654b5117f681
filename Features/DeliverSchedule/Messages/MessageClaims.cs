using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>Taking messages up, and noting what became of them; fenced by the attempt.</summary>
public sealed class MessageClaims(NpgsqlDataSource dataSource, WorkOptions options, IClock clock)
{
    private const string ClaimSql =
        """
        with next as (
          select id
          from messages
          where state in ('waiting', 'sending') and next_attempt_at <= @now
            and (state = 'waiting' or lease_until < clock_timestamp())
          order by next_attempt_at, id
          limit @limit
          for update skip locked
        ), claimed as (
          update messages m
          set state = 'sending', attempt = m.attempt + 1, lease_until = clock_timestamp() + @lease
          from next
          where m.id = next.id
          returning m.*
        )
        select c.id, c.kind, c.attempt, c.failures, c.delivery_id, c.recipient::text as recipient, c.message_id, c.token_protected,
          d.name as list_name, d.subject, r.kind as run_kind, r.as_of, r.late, d.made_at, d.row_count, d.notes,
          d.date_metrics::text as date_metrics, d.description, d.file_format, f.expires_at, u.email as owner_address
        from claimed c
        join deliveries d on d.id = c.delivery_id
        join runs r on r.id = d.run_id
        join schedules s on s.id = r.schedule_id
        left join stored_files f on f.id = d.file_id
        left join users u on u.id = s.owner_id and u.deactivated_at is null
        order by c.next_attempt_at, c.id
        """;

    /// <summary>
    /// Renews the lease just before sending, and cancels where the recipient has lost the right, the file was revoked, or a
    /// reminder has nothing left to remind of.
    /// </summary>
    private const string HoldSql =
        $"""
        update messages m
        set lease_until = clock_timestamp() + @lease,
          state = case when exists (
              select from deliveries d
              join scheduled_lists sl on sl.id = d.scheduled_list_id and sl.deleted_at is null
              join schedules s on s.id = sl.schedule_id and s.deleted_at is null
              join runs run on run.id = d.run_id
              left join scheduled_list_recipients r on r.scheduled_list_id = sl.id and r.address = m.recipient
              left join stored_files f on f.id = d.file_id
              where d.id = m.delivery_id and f.deleted_at is null and (r.address is not null or run.kind = 'test')
                and (m.kind = 'delivery' or (m.token_hash is not null and f.expires_at > @now and {QueueReminders.WantedSql})))
            then 'sending' else 'cancelled' end
        where m.id = @id and m.attempt = @attempt and m.state = 'sending'
        returning m.state
        """;

    private const string RenewSql =
        "update messages set lease_until = clock_timestamp() + @lease where id = @id and attempt = @attempt and state = 'sending'";

    private const string AcceptedSql =
        """
        update messages
        set state = 'accepted', accepted_at = @now, reply_code = @code, reply_text = @text, token_protected = null, lease_until = null
        where id = @id and attempt = @attempt and state = 'sending'
        """;

    private const string RefusedSql =
        """
        update messages
        set state = case when @retryAt::timestamptz is null then 'failed' else 'waiting' end, failures = failures + 1,
          reply_code = @code, reply_text = @text, lease_until = null, next_attempt_at = coalesce(@retryAt, next_attempt_at)
        where id = @id and attempt = @attempt and state = 'sending'
        """;

    private const string AttemptSql =
        """
        insert into message_attempts (message_id, attempt, attempted_at, reply_code, reply_text)
        values (@id, @attempt, @now, @code, @text)
        on conflict do nothing
        """;

    private const string GiveBackSql =
        "update messages set state = 'waiting', lease_until = null where id = @id and attempt = @attempt and state = 'sending'";

    public async Task<IReadOnlyList<MessageClaim>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        var batch = await dataSource.ReadAllAsync<MessageClaim>(
            ClaimSql, new { now = clock.GetCurrentInstant(), limit, options.Lease }, cancellationToken);
        return [.. batch];
    }

    /// <returns>False when the message is not to be sent by this sender any more.</returns>
    public async Task<bool> HoldAsync(MessageClaim message, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var state = await connection.ScalarAsync<string?>(
            HoldSql, new { message.Id, message.Attempt, options.Lease, now = clock.GetCurrentInstant() }, cancellationToken);
        if (state == "cancelled")
        {
            await Settlement.SettleAsync(connection, message.DeliveryId, clock.GetCurrentInstant(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return state == "sending";
    }

    /// <summary>Keeps the message this sender's while the mail server takes its time.</summary>
    internal WorkLease Keep(MessageClaim message, ILogger logger, CancellationToken stopping) => new(
        dataSource,
        (connection, cancellationToken) => connection.RunAsync(RenewSql, new { message.Id, message.Attempt, options.Lease }, cancellationToken),
        $"message {message.Id}",
        options.Lease,
        logger,
        stopping,
        longestPause: TimeSpan.FromSeconds(30));

    public Task AcceptedAsync(MessageClaim message, MailReply reply, CancellationToken cancellationToken) =>
        NoteAsync(message, AcceptedSql, reply.Code, reply.Text, retryAt: null, cancellationToken);

    public Task RefusedAsync(MessageClaim message, int? code, string text, bool mayPass, CancellationToken cancellationToken)
    {
        var wait = mayPass ? RetryPlan.WaitAfter(message.Failures + 1) : null;
        Instant? retryAt = wait is { } time ? clock.GetCurrentInstant() + Duration.FromTimeSpan(time) : null;
        return NoteAsync(message, RefusedSql, code, text, retryAt, cancellationToken);
    }

    public async Task GiveBackAsync(MessageClaim message, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(GiveBackSql, new { message.Id, message.Attempt }, cancellationToken);
    }

    private async Task NoteAsync(MessageClaim message, string sql, int? code, string text, Instant? retryAt, CancellationToken cancellationToken)
    {
        var parameters = new { message.Id, message.Attempt, code, text, retryAt, now = clock.GetCurrentInstant() };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(AttemptSql, parameters, cancellationToken);
        if (await connection.RunAsync(sql, parameters, cancellationToken) == 1)
        {
            await Settlement.SettleAsync(connection, message.DeliveryId, parameters.now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
