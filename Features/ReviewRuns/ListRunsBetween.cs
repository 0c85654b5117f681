using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>What ran between two instants, newest first, and what became of it; not tests.</summary>
/// <param name="Detailed">With so many of them comes what they contain, for how many customers and who has collected.</param>
/// <param name="OwnerId">Only of schedules that this person owns; null for all.</param>
public sealed record ListRunsBetween(Instant From, Instant Until, int Detailed, Guid? OwnerId = null) : IRequest<IReadOnlyList<PastRun>>;

public sealed record PastRun
{
    public long Id { get; init; }
    public string ScheduleName { get; init; } = "";
    public string State { get; init; } = "";
    public string Kind { get; init; } = "";
    public Instant AsOf { get; init; }
    public string? PerformanceName { get; init; }
    public Instant? PerformanceStartsAt { get; init; }

    /// <summary>The lists or emails that it contains.</summary>
    public string? Contains { get; init; }

    /// <summary>How many customers; null before that is known.</summary>
    public long? Customers { get; init; }

    /// <summary>How many people may collect something of it.</summary>
    public int People { get; init; }

    /// <summary>How many of them have.</summary>
    public int Collected { get; init; }
}

internal sealed class ListRunsBetweenHandler(NpgsqlDataSource dataSource, SharedReads reads)
    : IRequestHandler<ListRunsBetween, IReadOnlyList<PastRun>>
{
    private const string Sql =
        """
        select r.id, r.schedule_name, r.state, r.kind, r.as_of, r.performance_name, r.performance_starts_at,
          coalesce(d.names, m.names) as contains,
          coalesce(d.customers, m.customers)::bigint as customers, coalesce(p.people, 0)::int as people,
          coalesce(p.collected, 0)::int as collected
        from (
          select id, schedule_name, state, kind, as_of, performance_name, performance_starts_at,
            row_number() over (order by as_of desc, id desc) <= @detailed as detailed
          from runs
          where created_at >= @from and created_at < @until and kind <> 'test'
            and (@ownerId::uuid is null or schedule_id in (select id from schedules where owner_id = @ownerId))
          order by as_of desc, id desc
          limit 500
        ) r
        left join lateral (
          select string_agg(l.name, ', ' order by l.position) as names, sum(l.customers) as customers
          from (
            -- A split list is one, whatever its parts.
            select d.name, d.position, sum(d.row_count) as customers
            from deliveries d
            where r.detailed and d.run_id = r.id
            group by d.scheduled_list_id, d.name, d.position
          ) l
        ) d on true
        left join lateral (
          select string_agg(m.name, ', ' order by m.position) as names, sum(m.recipients) as customers
          from mailings m
          where r.detailed and m.run_id = r.id
        ) m on true
        left join lateral (
          select count(*) as people, count(*) filter (where collected) as collected
          from (
            select exists (select from downloads w where w.message_id = m.id) as collected
            from deliveries d
            join messages m on m.delivery_id = d.id and m.kind = 'delivery'
            where r.detailed and d.run_id = r.id and d.file_id is not null
            union all
            select exists (select from downloads w where w.file_id = d.file_id and w.user_id = q.user_id)
            from deliveries d
            join run_requests q on q.run_id = d.run_id and q.scheduled_list_id = d.scheduled_list_id
            where r.detailed and d.run_id = r.id and d.file_id is not null
          ) each
        ) p on true
        order by r.as_of desc, r.id desc
        """;

    public Task<IReadOnlyList<PastRun>> Handle(ListRunsBetween request, CancellationToken cancellationToken) =>
        reads.OfAsync<IReadOnlyList<PastRun>>(request, async () => await dataSource.ReadAllAsync<PastRun>(
            Sql, new { request.From, request.Until, request.Detailed, request.OwnerId }, CancellationToken.None));
}
