using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

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

internal sealed class CountRunsByDayHandler(NpgsqlDataSource dataSource) : IRequestHandler<CountRunsByDay, IReadOnlyList<RunsOfDay>>
{
    private const string Sql =
        """
        select (created_at at time zone @zone)::date as day,
          count(*) filter (where state not in ('failed', 'partly_delivered', 'missed'))::int as good,
          count(*) filter (where state in ('failed', 'partly_delivered', 'missed'))::int as bad
        from runs
        where created_at >= @from and created_at < @until and kind <> 'test'
          and (@ownerId::uuid is null or schedule_id in (select id from schedules where owner_id = @ownerId))
        group by 1
        """;

    public async Task<IReadOnlyList<RunsOfDay>> Handle(CountRunsByDay request, CancellationToken cancellationToken)
    {
        var found = (await dataSource.ReadAllAsync<RunsOfDay>(
            Sql,
            new
            {
                zone = request.Zone.Id,
                from = request.Zone.AtStartOfDay(request.First).ToInstant(),
                request.OwnerId,
                until = request.Zone.AtStartOfDay(request.Last.PlusDays(1)).ToInstant(),
            },
            cancellationToken)).ToDictionary(day => day.Day);
        return [.. Enumerable.Range(0, Period.DaysBetween(request.First, request.Last) + 1).Select(request.First.PlusDays)
            .Select(day => found.GetValueOrDefault(day) ?? new RunsOfDay { Day = day })];
    }
}
