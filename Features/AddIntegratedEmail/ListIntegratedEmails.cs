using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>Page two of a schedule that sends integrated emails: what it sends, in order; null when there is no such schedule.</summary>
public sealed record ListIntegratedEmails(long ScheduleId) : IRequest<IntegratedEmails?>;
/// <param name="Emails">What it sends.</param>
/// <param name="Templates">The templates that there are now; null when none is needed.</param>
public sealed record IntegratedEmails(string ScheduleName, IReadOnlyList<IntegratedEmailRow> Emails, EmailTemplates? Templates)
{
    /// <summary>Whether Dotdigital was asked and does not have this email's template any more.</summary>
    public bool TemplateIsGone(IntegratedEmailRow email) =>
        Templates is { Problem: null } templates && templates.Find(email.CampaignId) is null;
}

public sealed record IntegratedEmailRow
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Category { get; init; } = "";
    public long CustomerListId { get; init; }
    public string CustomerListName { get; init; } = "";
    public long CampaignId { get; init; }
    public string CampaignName { get; init; } = "";
    public bool FirstSendConfirmed { get; init; }
    public IReadOnlyList<EmailWarning> Warnings { get; set; } = [];
}

internal sealed class ListIntegratedEmailsHandler(
    IMediator mediator, NpgsqlDataSource dataSource) : IRequestHandler<ListIntegratedEmails, IntegratedEmails?>
{
    private const string ScheduleSql =
        "select name from schedules where id = @scheduleId and deleted_at is null and action = 'send_integrated_email'";

    private const string EmailsSql =
        """
        select e.id, e.name, k.name as category, e.customer_list_id, cl.name as customer_list_name, e.campaign_id, e.campaign_name,
          e.first_send_confirmed
        from integrated_emails e
        join mailing_categories k on k.id = e.mailing_category_id
        join customer_lists cl on cl.id = e.customer_list_id
        where e.schedule_id = @scheduleId and e.deleted_at is null
        order by e.position, e.id
        """;

    public async Task<IntegratedEmails?> Handle(ListIntegratedEmails request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var name = await connection.ScalarAsync<string?>(ScheduleSql, new { request.ScheduleId }, cancellationToken);
        if (name is null)
        {
            return null;
        }

        var emails = await connection.ReadAllAsync<IntegratedEmailRow>(EmailsSql, new { request.ScheduleId }, cancellationToken);
        foreach (var email in emails)
        {
            email.Warnings = (await mediator.Send(
                new GetEmailWarnings(request.ScheduleId, email.CustomerListId, email.Category), cancellationToken))?.Warnings ?? [];
        }

        return new IntegratedEmails(
            name, emails, emails.Count == 0 ? null : await mediator.Send(new ListEmailTemplates(), cancellationToken));
    }
}
