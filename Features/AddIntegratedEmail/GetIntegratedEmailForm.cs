using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.ReviewMailings;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>What the form of a new (no entry) or stored integrated email needs; null when there is no such schedule or email.</summary>
/// <param name="EntryId">The email; null for a new one.</param>
/// <param name="Refresh">Asks Dotdigital for its templates anew.</param>
public sealed record GetIntegratedEmailForm(long ScheduleId, long? EntryId, bool Refresh = false) : IRequest<IntegratedEmailForm?>;
/// <param name="Entry">The email as it is stored; null for a new one.</param>
/// <param name="Categories">The Mailing Categories to pick from.</param>
/// <param name="CustomerLists">The Customer Lists to pick from.</param>
/// <param name="Templates">The email templates to pick from.</param>
/// <param name="Fields">What is sent to Dotdigital with each address.</param>
/// <param name="TemplateDiffers">Whether the Output Template has changed since the email was added.</param>
/// <param name="FirstSendAbove">From how many people a first send asks.</param>
public sealed record IntegratedEmailForm(
    string ScheduleName,
    StoredIntegratedEmail? Entry,
    IReadOnlyList<Choice> Categories,
    IReadOnlyList<CustomerListChoice> CustomerLists,
    EmailTemplates Templates,
    DataFields Fields,
    bool TemplateDiffers,
    int FirstSendAbove);

/// <summary>An integrated email as it is stored.</summary>
public sealed record StoredIntegratedEmail
{
    private const string Sql =
        """
        select e.id, e.name, e.mailing_category_id, e.customer_list_id, e.campaign_id, e.campaign_name, e.output_columns,
          e.first_send_confirmed, e.version,
          exists (select from mailings m where m.integrated_email_id = e.id and m.state = 'sent') as was_sent
        from integrated_emails e
        join schedules s on s.id = e.schedule_id and s.deleted_at is null
        where e.id = @entryId and e.schedule_id = @scheduleId and e.deleted_at is null
        """;

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long MailingCategoryId { get; init; }
    public long CustomerListId { get; init; }
    public long CampaignId { get; init; }
    public string CampaignName { get; init; } = "";
    public string[] OutputColumns { get; init; } = [];
    public bool FirstSendConfirmed { get; init; }
    public bool WasSent { get; init; }
    public int Version { get; init; }

    internal static Task<StoredIntegratedEmail?> ReadAsync(
        NpgsqlConnection connection, long scheduleId, long entryId, CancellationToken cancellationToken) =>
        connection.ReadOneAsync<StoredIntegratedEmail>(Sql, new { scheduleId, entryId }, cancellationToken);
}

internal sealed class GetIntegratedEmailFormHandler(
    IMediator mediator, NpgsqlDataSource dataSource) : IRequestHandler<GetIntegratedEmailForm, IntegratedEmailForm?>
{
    private const string ScheduleSql =
        "select name from schedules where id = @scheduleId and deleted_at is null and action = 'send_integrated_email'";

    // A category that was retired stays with the emails that have it.
    private const string CategoriesSql =
        """
        select id, name from mailing_categories
        where retired_at is null or id = @chosen
        order by lower(name)
        """;

    public async Task<IntegratedEmailForm?> Handle(GetIntegratedEmailForm request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var scheduleName = await connection.ScalarAsync<string?>(ScheduleSql, new { request.ScheduleId }, cancellationToken);
        var entry = request.EntryId is { } entryId
            ? await StoredIntegratedEmail.ReadAsync(connection, request.ScheduleId, entryId, cancellationToken)
            : null;
        if (scheduleName is null || (request.EntryId is not null && entry is null))
        {
            return null;
        }

        var categories = await connection.ReadAllAsync<Choice>(CategoriesSql, new { chosen = entry?.MailingCategoryId }, cancellationToken);
        var firstSendAbove = await connection.ScalarAsync<int>("select first_send_above from mailing_settings", cancellationToken);
        var template = (await mediator.Send(new GetOutputTemplate(), cancellationToken)).OutputColumns;
        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        return new IntegratedEmailForm(
            scheduleName,
            entry,
            [.. categories],
            await mediator.Send(new ListCustomerListChoices(), cancellationToken),
            await mediator.Send(new ListEmailTemplates(request.Refresh), cancellationToken),
            DataFields.For(entry?.OutputColumns ?? template, catalogue),
            entry is not null && !entry.OutputColumns.SequenceEqual(template),
            firstSendAbove);
    }
}
