using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>Runs, newest first, a page at a time.</summary>
/// <param name="State">Only runs in this state; null for all, "attention" for those that failed or were missed in part or whole.</param>
/// <param name="ScheduleId">Only runs of this schedule.</param>
/// <param name="Search">Only runs of schedules that have this in their name; "" for all.</param>
/// <param name="From">Only runs for this day of the venue or later.</param>
/// <param name="Until">Only runs for this day of the venue or earlier.</param>
/// <param name="Before">Only runs older than this one.</param>
public sealed record ListRuns(
    string? State, long? ScheduleId, string Search, LocalDate? From, LocalDate? Until, long? Before) : IRequest<RunPage>;

/// <param name="Runs">This page.</param>
/// <param name="Older">The <see cref="ListRuns.Before"/> of the next page, when there is one.</param>
public sealed record RunPage(IReadOnlyList<RunSummary> Runs, long? Older);

public sealed record RunSummary
{
    public long Id { get; init; }
    public long ScheduleId { get; init; }
    public string ScheduleName { get; init; } = "";
    public string Kind { get; init; } = "";
    public Instant AsOf { get; init; }
    public bool Late { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public string? PerformanceName { get; init; }
    public Instant? PerformanceStartsAt { get; init; }
    public int? MissedCount { get; init; }
    public Instant? FinishedAt { get; init; }
    public long Deliveries { get; init; }
    public decimal? Rows { get; init; }
    public decimal Accepted { get; init; }
    public decimal Messages { get; init; }

    public bool IsOpen => State is RunStates.Waiting or RunStates.Running;
}

internal sealed class ListRunsHandler(NpgsqlDataSource dataSource, VenueReader venues) : IRequestHandler<ListRuns, RunPage>
{
    private const int PageSize = 50;

    private const string Sql =
        """
        select r.id, r.schedule_id, r.schedule_name, r.kind, r.as_of, r.late, r.state, r.reason, r.missed_count, r.finished_at,
          r.performance_name, r.performance_starts_at,
          coalesce(d.deliveries, 0) as deliveries,
          coalesce(d.rows, (select sum(m.recipients) from mailings m where m.run_id = r.id)) as rows, coalesce(d.accepted, 0) as accepted,
            coalesce(d.messages, 0) as messages
        from runs r
        left join lateral (
          select count(*) as deliveries, sum(d.row_count) as rows,
            sum((select count(*) from messages m where m.delivery_id = d.id and m.kind = 'delivery' and m.state = 'accepted')) as accepted,
            sum((select count(*) from messages m where m.delivery_id = d.id and m.kind = 'delivery')) as messages
          from deliveries d
          where d.run_id = r.id
        ) d on true
        where (@state::text is null or r.state = @state or (@state = 'attention' and r.state in ('failed', 'partly_delivered', 'missed')))
          and (@scheduleId::bigint is null or r.schedule_id = @scheduleId)
          and (@search = '' or strpos(lower(r.schedule_name), lower(@search)) > 0)
          and (@from::timestamptz is null or r.as_of >= @from) and (@until::timestamptz is null or r.as_of < @until)
          and (@before::bigint is null
            or (r.created_at, r.id) < (select b.created_at, b.id from runs b where b.id = @before))
        order by r.created_at desc, r.id desc
        limit @limit
        """;

    public async Task<RunPage> Handle(ListRuns request, CancellationToken cancellationToken)
    {
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var runs = await dataSource.ReadAllAsync<RunSummary>(
            Sql,
            new
            {
                request.State,
                request.ScheduleId,
                search = request.Search.Trim(),
                from = request.From is { } from ? zone.AtStartOfDay(from).ToInstant() : (Instant?)null,
                until = request.Until is { } until ? zone.AtStartOfDay(until.PlusDays(1)).ToInstant() : (Instant?)null,
                request.Before,
                limit = PageSize + 1,
            },
            cancellationToken);
        return new RunPage([.. runs.Take(PageSize)], runs.Count > PageSize ? runs[PageSize - 1].Id : null);
    }
}
