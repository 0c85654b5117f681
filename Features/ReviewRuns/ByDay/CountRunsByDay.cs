using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns.ByDay;

/// <summary>How many runs went well and how many did not, on each day of a zone from one to another, both included; not tests.</summary>
/// <param name="OwnerId">Only of schedules that this person owns; null for all.</param>
public sealed record CountRunsByDay(
    LocalDate First, LocalDate Last, DateTimeZone Zone, Guid? OwnerId = null) : IRequest<IReadOnlyList<RunsOfDay>>;

public sealed record RunsOfDay
{
    public LocalDate Day { get; init; }
    public int Good { get; init; }
    public int Bad { get; init; }
}

internal sealed class CountRunsByDayHandler(NpgsqlDataSource dataSource, SharedReads reads)
    : IRequestHandler<CountRunsByDay, IReadOnlyList<RunsOfDay>>
{
    // When days begin is worked out here, and not the date of each run by the database.
    private const string Sql =
        """
        select ran.number - unwell.number as good, unwell.number as bad
        from unnest(@days::timestamptz[], @ends::timestamptz[]) with ordinality as day (start, ends, number)
        cross join lateral (
          select count(*)::int as number
          from runs
          where created_at >= start and created_at < ends and kind <> 'test'
            and (@ownerId::uuid is null or schedule_id in (select id from schedules where owner_id = @ownerId))
        ) ran
        cross join lateral (
          select count(*)::int as number
          from runs
          where created_at >= start and created_at < ends and kind <> 'test' and state in ('failed', 'partly_delivered', 'missed')
            and (@ownerId::uuid is null or schedule_id in (select id from schedules where owner_id = @ownerId))
        ) unwell
        order by day.number
        """;

    public Task<IReadOnlyList<RunsOfDay>> Handle(CountRunsByDay request, CancellationToken cancellationToken) =>
        reads.OfAsync(request, () => ReadAsync(request));

    private async Task<IReadOnlyList<RunsOfDay>> ReadAsync(CountRunsByDay request)
    {
        var days = Days.Of(request.First, request.Last, request.Zone);
        var counts = await dataSource.ReadAllAsync<RunsOfDay>(
            Sql, new { days = days.Starts, ends = days.Ends, request.OwnerId }, CancellationToken.None);
        return [.. days.Dates.Zip(counts, (day, counted) => counted with { Day = day })];
    }
}
