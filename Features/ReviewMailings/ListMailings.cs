using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Mailings, a page at a time: those that are held first, then the newest.</summary>
/// <param name="Search">Words that the name, Customer List, template or schedule holds; blank for all.</param>
/// <param name="State">A key of <see cref="MailingWords.States"/>; null for all.</param>
/// <param name="Category">A Mailing Category; null for all.</param>
/// <param name="Page">From 1.</param>
public sealed record ListMailings(string Search, string? State, string? Category, int Page) : IRequest<MailingList>
{
    public const int PageSize = 25;
}

/// <param name="Mailings">This page.</param>
/// <param name="Categories">Every category that a mailing has.</param>
/// <param name="Found">How many match.</param>
/// <param name="Any">Whether there is any mailing at all.</param>
/// <param name="Page">The page shown.</param>
public sealed record MailingList(IReadOnlyList<MailingSummary> Mailings, IReadOnlyList<string> Categories, long Found, bool Any, int Page)
{
    public long Pages => Math.Max(1, (Found + ListMailings.PageSize - 1) / ListMailings.PageSize);
}

public sealed record MailingSummary
{
    public long Id { get; init; }
    public long RunId { get; init; }
    public string Name { get; init; } = "";
    public string Category { get; init; } = "";
    public string CustomerListName { get; init; } = "";
    public string CampaignName { get; init; } = "";
    public long ScheduleId { get; init; }
    public string ScheduleName { get; init; } = "";
    public bool ScheduleDeleted { get; init; }
    public bool EmailDeleted { get; init; }
    public Instant AsOf { get; init; }
    public Instant? SentAt { get; init; }
    public string State { get; init; } = "";
    public string Step { get; init; } = "";
    public string? Reason { get; init; }
    public long? Recipients { get; init; }
    public long? Imported { get; init; }
    public long? Suppressed { get; init; }
    public long? Invalid { get; init; }
    public long? TotalSent { get; init; }
    public long? TotalDelivered { get; init; }
    public long? TotalOpened { get; init; }
    public long? TotalClicked { get; init; }
    public long? TotalUnsubscribed { get; init; }

    /// <summary>Whether Dotdigital has told its totals; until then they are not yet known, which is not nothing.</summary>
    public Instant? TotalsAt { get; init; }

    public bool CanSend => State == MailingStates.Held && !ScheduleDeleted && !EmailDeleted;

    public bool CanRetry => State == MailingStates.Failed && !ScheduleDeleted && !EmailDeleted;
}

internal sealed class ListMailingsHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListMailings, MailingList>
{
    private const string Matching =
        """
        from mailings m
        where (@search = '' or strpos(lower(m.name), @search) > 0 or strpos(lower(m.customer_list_name), @search) > 0
            or strpos(lower(m.campaign_name), @search) > 0
            or exists (select from runs r where r.id = m.run_id and strpos(lower(r.schedule_name), @search) > 0))
          and (@state::text is null or m.state = @state or (@state = 'waiting' and m.state = 'working'))
          and (@category::text is null or m.category = @category)
          and m.run_id not in (select id from runs where kind = 'test')
        """;

    private const string PageSql =
        $"""
        select m.id, m.run_id, m.name, m.category, m.customer_list_name, m.campaign_name, r.schedule_id, r.schedule_name, r.as_of,
          m.sent_at, m.state, m.step, m.reason, m.recipients, m.imported, m.suppressed, m.invalid, m.total_sent, m.total_delivered,
          m.total_opened, m.total_clicked, m.total_unsubscribed, m.totals_at, s.deleted_at is not null as schedule_deleted,
          e.deleted_at is not null as email_deleted
        from (
          select m.* {Matching}
          order by (m.state = 'held') desc, m.id desc
          limit @limit offset @offset
        ) m
        join runs r on r.id = m.run_id
        join schedules s on s.id = r.schedule_id
        join integrated_emails e on e.id = m.integrated_email_id
        order by (m.state = 'held') desc, m.id desc
        """;

    private const string CategoriesSql = "select distinct category from mailings order by category";

    public async Task<MailingList> Handle(ListMailings request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var filter = new { search = request.Search.Trim().ToLowerInvariant(), request.State, request.Category };
        var (found, any) = await connection.ReadSingleAsync<(long, bool)>(
            $"select count(*), exists (select from mailings) {Matching}", filter, cancellationToken);
        var page = (int)Math.Clamp(request.Page, 1, Math.Max(1, (found + ListMailings.PageSize - 1) / ListMailings.PageSize));
        var mailings = await connection.ReadAllAsync<MailingSummary>(
            PageSql,
            new
            {
                filter.search,
                filter.State,
                filter.Category,
                limit = ListMailings.PageSize,
                offset = (page - 1) * ListMailings.PageSize,
            },
            cancellationToken);
        var categories = await connection.ReadAllAsync<string>(CategoriesSql, cancellationToken);
        return new MailingList([.. mailings], [.. categories], found, any, page);
    }
}
