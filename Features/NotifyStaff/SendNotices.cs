using System.Text.Json;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>Sends the notices that wait, with the same leases and retries as messages.</summary>
public sealed record SendNotices : IRequest<Unit>;

internal sealed class SendNoticesHandler(
    NpgsqlDataSource dataSource, IMailer mailer, MailRenderer renderer, VenueReader venues, BaseAddress address, WorkOptions options,
    IClock clock, ILogger<SendNoticesHandler> logger) : IRequestHandler<SendNotices, Unit>
{
    private const string ClaimSql =
        """
        with next as (
          select id
          from notices
          where state in ('waiting', 'sending') and next_attempt_at <= @now
            and (state = 'waiting' or lease_until < clock_timestamp())
          order by next_attempt_at, id
          limit 1
          for update skip locked
        )
        update notices n
        set state = 'sending', attempt = n.attempt + 1, lease_until = clock_timestamp() + @lease
        from next
        where n.id = next.id
        returning n.id, n.attempt, n.failures, n.recipient, n.subject, n.items::text as items, n.message_id
        """;

    private const string RenewSql =
        "update notices set lease_until = clock_timestamp() + @lease where id = @id and attempt = @attempt and state = 'sending'";

    private const string GiveBackSql =
        "update notices set state = 'waiting', lease_until = null where id = @id and attempt = @attempt and state = 'sending'";

    private const string AcceptedSql =
        """
        update notices
        set state = 'accepted', accepted_at = @now, reply_code = @code, reply_text = @text, lease_until = null
        where id = @id and attempt = @attempt
        """;

    private const string RefusedSql =
        """
        update notices
        set state = case when @retryAt::timestamptz is null then 'failed' else 'waiting' end, failures = failures + 1,
          reply_code = @code, reply_text = @text, lease_until = null, next_attempt_at = coalesce(@retryAt, next_attempt_at)
        where id = @id and attempt = @attempt
        """;

    public async Task<Unit> Handle(SendNotices request, CancellationToken cancellationToken)
    {
        while (await ClaimAsync(cancellationToken) is { } notice)
        {
            await SendAsync(notice, cancellationToken);
        }

        return Unit.Value;
    }

    private async Task<NoticeRow?> ClaimAsync(CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<NoticeRow>(
            ClaimSql, new { now = clock.GetCurrentInstant(), options.Lease }, cancellationToken);
    }

    private async Task SendAsync(NoticeRow notice, CancellationToken cancellationToken)
    {
        await using var lease = Keep(notice, cancellationToken);
        try
        {
            var venue = await venues.ReadAsync(cancellationToken);
            var items = JsonSerializer.Deserialize<NoticeItem[]>(notice.Items, JsonSerializerOptions.Web)!;
            var mail = new NoticeMail(venue, notice.Subject, [.. items.Select(item => item with { Path = address.Link(item.Path) })]);
            var outgoing = new OutgoingMail(
                notice.Recipient,
                null,
                notice.Subject,
                await renderer.RenderTextAsync("/Features/NotifyStaff/NoticeText.cshtml", mail),
                await renderer.RenderAsync("/Features/NotifyStaff/NoticeHtml.cshtml", mail),
                notice.MessageId)
            {
                FromName = venue.ClientName,
            };
            await using var connection = await mailer.ConnectAsync(lease.Token);
            var reply = await connection.SendAsync(outgoing, lease.Token);
            await NoteAsync(notice, AcceptedSql, reply.Code, reply.Text, null);
        }
        catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
        {
            await NoteAsync(notice, GiveBackSql, null, "", null);
        }
        catch (MailRefusedException e)
        {
            logger.LogWarning("Notice {Notice} was refused: {Code}", notice.Id, e.Code);
            var wait = e.Permanent ? null : RetryPlan.WaitAfter(notice.Failures + 1);
            Instant? retryAt = wait is { } time ? clock.GetCurrentInstant() + Duration.FromTimeSpan(time) : null;
            await NoteAsync(notice, RefusedSql, e.Code, e.Reply, retryAt);
        }
    }

    private WorkLease Keep(NoticeRow notice, CancellationToken stopping) => new(
        dataSource,
        (connection, cancellationToken) => connection.RunAsync(RenewSql, new { notice.Id, notice.Attempt, options.Lease }, cancellationToken),
        $"notice {notice.Id}",
        options.Lease,
        logger,
        stopping,
        longestPause: TimeSpan.FromSeconds(30));

    private async Task NoteAsync(NoticeRow notice, string sql, int? code, string text, Instant? retryAt)
    {
        await dataSource.RunAsync(
            sql, new { notice.Id, notice.Attempt, code, text, retryAt, now = clock.GetCurrentInstant() }, CancellationToken.None);
    }

    private sealed record NoticeRow
    {
        public long Id { get; init; }
        public int Attempt { get; init; }
        public int Failures { get; init; }
        public string Recipient { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Items { get; init; } = "";
        public string MessageId { get; init; } = "";
    }
}
