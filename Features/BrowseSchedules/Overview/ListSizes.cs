using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Overview;

/// <summary>How many customers each list or email of a schedule had at its last runs, from the oldest; tests left out.</summary>
public sealed record ListSizes(long ScheduleId) : IRequest<IReadOnlyList<ListSize>>
{
    /// <summary>How many runs are looked back.</summary>
    public const int Most = 40;
}

public sealed record ListSize
{
    /// <summary>The scheduled list's id, or the integrated email's.</summary>
    public long EntryId { get; init; }

    public Instant AsOf { get; init; }

    public long Customers { get; init; }
}

internal sealed class ListSizesHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListSizes, IReadOnlyList<ListSize>>
{
    private const string Sql =
        """
        with latest as (
          select id, as_of from runs
          where schedule_id = @scheduleId and kind <> 'test'
          order by created_at desc, id desc
          limit @most
        )
        select d.scheduled_list_id as entry_id, r.as_of, sum(d.row_count)::bigint as customers
        from latest r
        join deliveries d on d.run_id = r.id and d.row_count is not null
        group by d.scheduled_list_id, r.id, r.as_of
        union all
        select m.integrated_email_id, r.as_of, m.recipients
        from latest r
        join mailings m on m.run_id = r.id and m.recipients is not null
        order by 2
        """;

    public async Task<IReadOnlyList<ListSize>> Handle(ListSizes request, CancellationToken cancellationToken) =>
        await dataSource.ReadAllAsync<ListSize>(Sql, new { request.ScheduleId, ListSizes.Most }, cancellationToken);
}
