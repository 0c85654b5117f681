using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>Customer List Schedules, a page at a time.</summary>
/// <param name="Search">Words that a name, description, list, recipient or owner holds; blank for all.</param>
/// <param name="Show">One of <see cref="Shows"/>.</param>
/// <param name="Sort">"attention" (what needs somebody, then what comes next), "name" or "next".</param>
/// <param name="Page">From 1.</param>
/// <param name="UserId">Whose "mine" are.</param>
public sealed record ListSchedules(string Search, string Show, string Sort, int Page, Guid? UserId) : IRequest<SchedulePage>
{
    /// <summary>Which can be shown alone, with their words.</summary>
    public static readonly IReadOnlyList<(string Key, string Words)> Shows =
        [("all", "All"), ("failed", "Failed"), ("paused", "Paused"), ("on-demand", "On demand"), ("mine", "Mine")];

    public static readonly IReadOnlyList<string> Sorts = ["attention", "name", "next"];

    public const int PageSize = 25;
}

/// <param name="Schedules">This page.</param>
/// <param name="Found">How many match.</param>
/// <param name="Any">Whether there is any schedule at all.</param>
/// <param name="Page">The page shown: the last one when fewer are left than were asked for.</param>
public sealed record SchedulePage(IReadOnlyList<ScheduleSummary> Schedules, long Found, bool Any, int Page)
{
    public long Pages => Math.Max(1, (Found + ListSchedules.PageSize - 1) / ListSchedules.PageSize);
}

public sealed record ScheduleSummary
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Action { get; init; }

    public bool RunOnDemand { get; init; }

    public bool RunAsSchedule { get; init; }

    public string? TimeZone { get; init; }

    public bool Before8 { get; init; }

    public Instant? NextRunAt { get; init; }

    public bool BeforePerformance { get; init; }

    /// <summary>The event of the performance before which it runs next; null for other recurrences.</summary>
    public string? Performance { get; init; }

    public bool Paused { get; init; }

    public string? SetAsideReason { get; init; }

    public string? Owner { get; init; }

    public long? RunId { get; init; }

    public string? RunState { get; init; }

    public Instant? RunAsOf { get; init; }

    public IReadOnlyList<EntryNames> Contains { get; init; } = [];

    /// <summary>"Deliver Customer List, as a schedule and on demand".</summary>
    public string Kind => ScheduleActions.Name(Action) + ", " + this switch
    {
        { RunAsSchedule: true, RunOnDemand: true } => "as a schedule and on demand",
        { RunOnDemand: true } => "on demand",
        _ => "as a schedule",
    };

    public Occurrence? Next => NextRunAt is { } at && TimeZone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is { } zone
        ? new Occurrence(at, at.InZone(zone).LocalDateTime, at.InZone(zone).Offset, false)
        : null;
}

/// <summary>What a schedule contains, under both its names.</summary>
/// <param name="Name">The name that recipients see.</param>
/// <param name="CustomerListName">The Customer List's own.</param>
public sealed record EntryNames(long ScheduleId, string Name, string CustomerListName);

internal sealed class ListSchedulesHandler(NpgsqlDataSource dataSource, SharedReads reads) : IRequestHandler<ListSchedules, SchedulePage>
{
    private static readonly Dictionary<string, string> Orders = new()
    {
        ["attention"] = $"s.paused_at is null and ({Failed}) desc, s.paused_at is not null, s.next_run_at nulls last, lower(s.name), s.id",
        ["name"] = "lower(s.name), s.id",
        ["next"] = "s.next_run_at nulls last, lower(s.name), s.id",
    };

    private static readonly Dictionary<string, string> Conditions = new()
    {
        ["all"] = "true",
        ["failed"] = Failed,
        ["paused"] = "s.paused_at is not null",
        ["on-demand"] = "s.run_on_demand",
        ["mine"] = "s.owner_id = @userId",
    };

    // Its last run did not go well, or it does not run at all though it should.
    private const string Failed =
        "coalesce(last.state in ('failed', 'partly_delivered', 'missed'), false) or s.set_aside_reason is not null";

    // Its last run, where one is asked for: counting the others does without.
    private const string LastSql =
        """
        left join lateral (
          select id, state, as_of
          from runs
          where schedule_id = s.id and kind <> 'test'
          order by created_at desc, id desc
          limit 1
        ) last on true
        """;

    private const string FromSql = "from schedules s left join users u on u.id = s.owner_id";

    private const string MatchingSql =
        """
        where s.deleted_at is null and (@search = ''
          or strpos(lower(s.name), @search) > 0
          or strpos(lower(s.description), @search) > 0
          or strpos(lower(u.name), @search) > 0
          or exists (
            select from scheduled_lists l
            join customer_lists c on c.id = l.customer_list_id
            where l.schedule_id = s.id and l.deleted_at is null
              and (strpos(lower(l.name), @search) > 0 or strpos(lower(c.name), @search) > 0
              or exists (select from scheduled_list_recipients r where r.scheduled_list_id = l.id
                and strpos(lower(r.address), @search) > 0)))
          or exists (
            select from integrated_emails e
            join customer_lists c on c.id = e.customer_list_id
            where e.schedule_id = s.id and e.deleted_at is null
              and (strpos(lower(e.name), @search) > 0 or strpos(lower(c.name), @search) > 0
                or strpos(lower(e.campaign_name), @search) > 0)))
        """;

    private const string EntriesSql =
        """
        select l.schedule_id, l.name, c.name as customer_list_name
        from (
          select schedule_id, position, id, name, customer_list_id, deleted_at from scheduled_lists
          union all
          select schedule_id, position, id, name, customer_list_id, deleted_at from integrated_emails
        ) l
        join customer_lists c on c.id = l.customer_list_id
        where l.schedule_id = any(@ids) and l.deleted_at is null
        order by l.position, l.id
        """;

    public Task<SchedulePage> Handle(ListSchedules request, CancellationToken cancellationToken)
    {
        var asked = request.Show == "mine" ? request : request with { UserId = null };
        return reads.OfAsync(asked, () => ReadAsync(asked, CancellationToken.None));
    }

    private async Task<SchedulePage> ReadAsync(ListSchedules request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var search = request.Search.Trim().ToLowerInvariant();
        var condition = Conditions[request.Show];
        var matching = $"{MatchingSql} and ({condition})";
        var last = condition == Failed ? LastSql : "";
        var (found, any) = await connection.ReadSingleAsync<(long, bool)>(
            $"select count(*), exists (select from schedules where deleted_at is null) {FromSql} {last} {matching}",
            new { search, request.UserId },
            cancellationToken);
        var page = (int)Math.Clamp(request.Page, 1, Math.Max(1, (found + ListSchedules.PageSize - 1) / ListSchedules.PageSize));
        var schedules = await connection.ReadAllAsync<ScheduleSummary>(
            Select(matching, request.Sort),
            new { search, request.UserId, limit = ListSchedules.PageSize, offset = (page - 1) * ListSchedules.PageSize },
            cancellationToken);
        var entries = (await connection.ReadAllAsync<EntryNames>(
            EntriesSql,
            new { ids = schedules.Select(schedule => schedule.Id).ToArray() },
            cancellationToken)).ToLookup(entry => entry.ScheduleId);
        return new SchedulePage(
            [.. schedules.Select(schedule => schedule with { Contains = [.. entries[schedule.Id]] })], found, any, page);
    }

    private static string Select(string matching, string sort) =>
        $"""
        select s.id, s.name, s.description, s.action, s.run_on_demand, s.run_as_schedule, s.time_zone,
          coalesce(s.daily_frequency = 'before_8', false) as before_8, s.next_run_at, s.paused_at is not null as paused,
          coalesce(s.occurs = 'before_performance', false) as before_performance,
          (select e.name from performance_occurrences o join crm.event_instances i on i.id = o.performance_id
            join crm.events e on e.id = i.event_id
            where s.occurs = 'before_performance' and o.schedule_id = s.id and not o.settled
            order by o.due_at, o.starts_at, o.performance_id limit 1) as performance,
          s.set_aside_reason, u.name as owner, last.id as run_id, last.state as run_state, last.as_of as run_as_of
        {FromSql}
        {LastSql}
        {matching}
        order by {Orders[sort]}
        limit @limit offset @offset
        """;
}
