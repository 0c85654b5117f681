using System.Text.Json;
using CustomerListSchedules.Features.Shared;
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
    WorkQueue<NoticeClaim> queue, NpgsqlDataSource dataSource, IMailer mailer, MailRenderer renderer, VenueReader venues,
    BaseAddress address,
    IClock clock, ILogger<SendNoticesHandler> logger) : IRequestHandler<SendNotices, Unit>
{
    private const string AcceptedSql = "state = 'accepted', accepted_at = @now, reply_code = @code, reply_text = @text";

    private const string RefusedSql = "reply_code = @code, reply_text = @text";

    public async Task<Unit> Handle(SendNotices request, CancellationToken cancellationToken)
    {
        while (await queue.WorkAsync(1, SendAsync, FailAsync, cancellationToken))
        {
        }

        return Unit.Value;
    }

    private async Task SendAsync(NoticeClaim notice, WorkLease lease)
    {
        try
        {
            var outgoing = await ComposeAsync(notice, lease.Token);
            await using var connection = await mailer.ConnectAsync(lease.Token);
            var reply = await connection.SendAsync(outgoing, lease.Token);
            await using var database = await dataSource.OpenConnectionAsync(CancellationToken.None);
            await queue.EndAsync(
                database, notice, AcceptedSql, new { reply.Code, reply.Text, now = clock.GetCurrentInstant() }, CancellationToken.None);
        }
        catch (MailRefusedException e)
        {
            logger.LogWarning("Notice {Notice} was refused: {Code}", notice.Id, e.Code);
            await RefusedAsync(notice, e.Code, e.Reply, mayPass: !e.Permanent);
        }
    }

    private async Task<OutgoingMail> ComposeAsync(NoticeClaim notice, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var items = JsonSerializer.Deserialize<NoticeItem[]>(notice.Items, JsonSerializerOptions.Web)!;
        var mail = new NoticeMail(venue, notice.Subject, [.. items.Select(item => item with { Path = address.Link(item.Path) })]);
        return new OutgoingMail(
            notice.Recipient,
            null,
            notice.Subject,
            await renderer.RenderTextAsync("/Features/NotifyStaff/NoticeText.cshtml", mail),
            await renderer.RenderAsync("/Features/NotifyStaff/NoticeHtml.cshtml", mail),
            notice.MessageId)
        {
            FromName = venue.ClientName,
        };
    }

    private Task FailAsync(NoticeClaim notice, Exception exception)
    {
        logger.LogError("Notice {Notice} failed: {Error}", notice.Id, exception.GetType().Name);
        return RefusedAsync(notice, null, $"Sending failed unexpectedly ({exception.GetType().Name}).", mayPass: true);
    }

    private async Task RefusedAsync(NoticeClaim notice, int? code, string text, bool mayPass)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await queue.FailAsync(connection, notice, mayPass, RefusedSql, new { code, text }, CancellationToken.None);
    }
}
