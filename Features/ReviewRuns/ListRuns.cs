using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>Runs, newest first, a page at a time.</summary>
/// <param name="State">Only runs in this state; null for all, "attention" for those that failed or were missed in part or whole.</param>
/// <param name="ScheduleId">Only runs of this schedule.</param>
/// <param name="Before">Only runs older than this id.</param>
public sealed record ListRuns(string? State, long? ScheduleId, long? Before) : IRequest<RunPage>;

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
    public int? MissedCount { get; init; }
    public Instant? FinishedAt { get; init; }
    public long Deliveries { get; init; }
    public decimal? Rows { get; init; }
    public decimal Accepted { get; init; }
    public decimal Messages { get; init; }

    public bool IsOpen => State is RunStates.Waiting or RunStates.Running;
}

internal sealed class ListRunsHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListRuns, RunPage>
{
    private const int PageSize = 50;

    private const string Sql =
        """
        select r.id, r.schedule_id, r.schedule_name, r.kind, r.as_of, r.late, r.state, r.reason, r.missed_count, r.finished_at,
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
          and (@before::bigint is null or r.id < @before)
        order by r.id desc
        limit @limit
        """;

    public async Task<RunPage> Handle(ListRuns request, CancellationToken cancellationToken)
    {
        var runs = await dataSource.ReadAllAsync<RunSummary>(
            Sql, new { request.State, request.ScheduleId, request.Before, limit = PageSize + 1 }, cancellationToken);
        return new RunPage([.. runs.Take(PageSize)], runs.Count > PageSize ? runs[PageSize - 1].Id : null);
    }
}
