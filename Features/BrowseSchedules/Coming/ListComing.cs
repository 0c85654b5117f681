using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Coming;

/// <summary>
/// The occurrences of all schedules that will run, in their order: not of those that are paused, set aside or deleted, and none that has
/// its run already.
/// </summary>
/// <param name="Until">Up to this instant, not included.</param>
/// <param name="OwnerId">Only of schedules that this person owns.</param>
/// <param name="From">From this instant on; all that are to come unless given.</param>
public sealed record ListComing(Instant Until, Guid? OwnerId = null, Instant? From = null) : IRequest<IReadOnlyList<ComingRun>>;

/// <param name="ScheduleId">Of which schedule.</param>
/// <param name="ScheduleName">Its name.</param>
/// <param name="At">When it is due.</param>
public sealed record ComingRun(long ScheduleId, string ScheduleName, Instant At)
{
    /// <summary>The performance that it is before; null for other recurrences.</summary>
    public PerformanceRef? Performance { get; init; }
}

internal sealed class ListComingHandler(NpgsqlDataSource dataSource, SharedReads reads, ComingTimes times)
    : IRequestHandler<ListComing, IReadOnlyList<ComingRun>>
{
    private static readonly Instant Earliest = Instant.FromUtc(1900, 1, 1, 0, 0);

    // xmin changes with every change of a row: what was worked out of the row before is then not what is asked for.
    private const string Sql =
        """
        select id, name, next_run_at, xmin::text::bigint as row_version,
          coalesce(occurs = 'before_performance', false) as before_performance
        from schedules
        where next_run_at < @until and deleted_at is null and paused_at is null and set_aside_reason is null
          and (@ownerId::uuid is null or owner_id = @ownerId)
        order by next_run_at, lower(name), id
        """;

    private const string RecurrencesSql =
        $"""
        select schedules.id, schedules.xmin::text::bigint as row_version, schedules.next_run_at, {RecurrenceRow.Columns}
        from schedules
        where schedules.id = any(@ids) and schedules.next_run_at is not null
        """;

    // What waits is kept, and follows the programme within a minute.
    private const string PerformancesSql =
        """
        select o.schedule_id as id, o.due_at as next_run_at, o.performance_id, e.name as performance_name, o.starts_at
        from performance_occurrences o
        join crm.event_instances i on i.id = o.performance_id
        join crm.events e on e.id = i.event_id
        where o.schedule_id = any(@ids) and not o.settled and o.due_at >= @from and o.due_at < @until
        """;

    public Task<IReadOnlyList<ComingRun>> Handle(ListComing request, CancellationToken cancellationToken) =>
        reads.OfAsync(request, () => ReadAsync(request));

    private async Task<IReadOnlyList<ComingRun>> ReadAsync(ListComing request)
    {
        var due = await dataSource.ReadAllAsync<ComingRow>(Sql, new { request.Until, request.OwnerId }, CancellationToken.None);
        var from = request.From ?? Instant.MinValue;
        var performances = await PerformancesAsync(due, from, request.Until);
        due.RemoveAll(row => row.BeforePerformance);
        var known = due.ToDictionary(row => row.Id, row => times.Find(row.Id, row.RowVersion, request.Until));
        var unknown = due.Where(row => known[row.Id] is null).Select(row => row.Id).ToArray();
        if (unknown.Length > 0)
        {
            var rows = await dataSource.ReadAllAsync<ComingRow, RecurrenceRow, ComingRow>(
                RecurrencesSql, new { ids = unknown }, "time_zone", (schedule, recurrence) => schedule with { Recurrence = recurrence },
                CancellationToken.None);
            rows.ForEach(row => known[row.Id] = times.WorkOut(
                row.Id, row.RowVersion, row.NextRunAt, row.Recurrence!, from, request.Until));
        }

        return [.. due
            .SelectMany(
                row => (known[row.Id] ?? []).SkipWhile(at => at < from).TakeWhile(at => at < request.Until),
                (row, at) => new ComingRun(row.Id, row.Name, at))
            .Concat(performances)
            .OrderBy(coming => coming.At)];
    }

    private async Task<IEnumerable<ComingRun>> PerformancesAsync(List<ComingRow> due, Instant from, Instant until)
    {
        var names = due.Where(row => row.BeforePerformance).ToDictionary(row => row.Id, row => row.Name);
        return names.Count == 0
            ? []
            : (await dataSource.ReadAllAsync<PerformanceRow>(
                PerformancesSql, new { ids = names.Keys.ToArray(), from = Instant.Max(from, Earliest), until }, CancellationToken.None))
                .Select(row => new ComingRun(row.Id, names[row.Id], row.NextRunAt)
                {
                    Performance = new PerformanceRef(row.PerformanceId, row.PerformanceName, row.StartsAt),
                });
    }

    private sealed record PerformanceRow
    {
        public long Id { get; init; }
        public Instant NextRunAt { get; init; }
        public long PerformanceId { get; init; }
        public string PerformanceName { get; init; } = "";
        public Instant StartsAt { get; init; }
    }

    private sealed record ComingRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public Instant NextRunAt { get; init; }
        public long RowVersion { get; init; }
        public bool BeforePerformance { get; init; }
        public RecurrenceRow? Recurrence { get; init; }
    }
}
