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
public sealed record ListComing(Instant Until, Guid? OwnerId = null) : IRequest<IReadOnlyList<ComingRun>>;

/// <param name="ScheduleId">Of which schedule.</param>
/// <param name="ScheduleName">Its name.</param>
/// <param name="At">When it is due.</param>
public sealed record ComingRun(long ScheduleId, string ScheduleName, Instant At);

internal sealed class ListComingHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListComing, IReadOnlyList<ComingRun>>
{
    private const string Sql =
        $"""
        select schedules.id, schedules.name, schedules.next_run_at, {RecurrenceRow.Columns}
        from schedules
        where schedules.next_run_at < @until and schedules.deleted_at is null and schedules.paused_at is null
          and schedules.set_aside_reason is null and (@ownerId::uuid is null or schedules.owner_id = @ownerId)
        order by schedules.next_run_at, lower(schedules.name), schedules.id
        """;

    public async Task<IReadOnlyList<ComingRun>> Handle(ListComing request, CancellationToken cancellationToken)
    {
        var rows = await dataSource.ReadAllAsync<ComingRow, RecurrenceRow, ComingRow>(
            Sql, new { request.Until, request.OwnerId }, "time_zone",
            (schedule, recurrence) => schedule with { Recurrence = recurrence }, cancellationToken);
        return [.. rows.SelectMany(row => row.Until(request.Until)).OrderBy(coming => coming.At)];
    }

    private sealed record ComingRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public Instant NextRunAt { get; init; }
        public RecurrenceRow? Recurrence { get; init; }

        /// <summary>What is due next is in the database; what follows it is worked out.</summary>
        public IEnumerable<ComingRun> Until(Instant until)
        {
            yield return new ComingRun(Id, Name, NextRunAt);
            foreach (var later in Recurrence!.ToRecurrence().OccurrencesAfter(NextRunAt).TakeWhile(later => later.At < until))
            {
                yield return new ComingRun(Id, Name, later.At);
            }
        }
    }
}
