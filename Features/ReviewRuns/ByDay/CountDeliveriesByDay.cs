using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns.ByDay;

/// <summary>
/// How many deliveries and mailings ended on each day of a zone from one to another, both included, and how; not tests, and not what was
/// skipped. A run that was missed, or could not be begun, counts as one that failed.
/// </summary>
public sealed record CountDeliveriesByDay(
    LocalDate First, LocalDate Last, DateTimeZone Zone) : IRequest<IReadOnlyList<DeliveriesOfDay>>;

public sealed record DeliveriesOfDay
{
    public LocalDate Day { get; init; }
    public int Delivered { get; init; }

    /// <summary>Not to everybody.</summary>
    public int InPart { get; init; }

    public int Failed { get; init; }
}

internal sealed class CountDeliveriesByDayHandler(NpgsqlDataSource dataSource, SharedReads reads)
    : IRequestHandler<CountDeliveriesByDay, IReadOnlyList<DeliveriesOfDay>>
{
    // When days begin is worked out here, and not the date of each delivery by the database.
    private const string Sql =
        """
        select lists.delivered + emails.sent as delivered, lists.in_part, lists.failed + emails.failed + runs.failed as failed
        from unnest(@days::timestamptz[], @ends::timestamptz[]) with ordinality as day (start, ends, number)
        cross join lateral (
          select count(*) filter (where state = 'delivered')::int as delivered,
            count(*) filter (where state = 'partly_delivered')::int as in_part, count(*) filter (where state = 'failed')::int as failed
          from deliveries
          where finished_at >= start and finished_at < ends and run_id not in (select id from runs where kind = 'test')
        ) lists
        cross join lateral (
          select count(*) filter (where state = 'sent')::int as sent, count(*) filter (where state = 'failed')::int as failed
          from mailings
          where finished_at >= start and finished_at < ends and run_id not in (select id from runs where kind = 'test')
        ) emails
        cross join lateral (
          select count(*)::int as failed
          from runs
          where created_at >= start and created_at < ends and state in ('failed', 'partly_delivered', 'missed') and kind <> 'test'
            and not exists (select from deliveries where run_id = runs.id) and not exists (select from mailings where run_id = runs.id)
        ) runs
        order by day.number
        """;

    public Task<IReadOnlyList<DeliveriesOfDay>> Handle(CountDeliveriesByDay request, CancellationToken cancellationToken) =>
        reads.OfAsync(request, () => ReadAsync(request));

    private async Task<IReadOnlyList<DeliveriesOfDay>> ReadAsync(CountDeliveriesByDay request)
    {
        var days = Days.Of(request.First, request.Last, request.Zone);
        var counts = await dataSource.ReadAllAsync<DeliveriesOfDay>(
            Sql, new { days = days.Starts, ends = days.Ends }, CancellationToken.None);
        return [.. days.Dates.Zip(counts, (day, counted) => counted with { Day = day })];
    }
}
