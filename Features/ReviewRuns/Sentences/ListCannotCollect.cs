using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns.Sentences;

/// <summary>
/// Of these runs, those whose links still live and some of whose recipients cannot collect: "2 of 3 cannot collect: capitals, no account".
/// </summary>
public sealed record ListCannotCollect(IReadOnlyCollection<long> RunIds) : IRequest<IReadOnlyDictionary<long, string>>;

internal sealed class ListCannotCollectHandler(
    NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<ListCannotCollect, IReadOnlyDictionary<long, string>>
{
    // From these runs on, since there are more files that live than a page has runs: OFFSET keeps the planner from the other way round.
    private const string Sql =
        """
        select d.run_id, count(*)::int as people, coalesce(array_agg(n.why) filter (where n.why is not null), '{}') as reasons
        from deliveries d
        cross join lateral (
          select from stored_files f where f.id = d.file_id and f.deleted_at is null and f.expires_at > @now offset 0
        ) lives
        cross join lateral (select m.id from messages m where m.delivery_id = d.id and m.kind = 'delivery' offset 0) m
        left join cannot_collect n on n.message_id = m.id
        where d.run_id = any(@runIds)
        group by d.run_id
        having bool_or(n.why is not null)
        """;

    public async Task<IReadOnlyDictionary<long, string>> Handle(ListCannotCollect request, CancellationToken cancellationToken) =>
        (await dataSource.ReadAllAsync<Row>(
            Sql, new { runIds = request.RunIds.ToArray(), now = clock.GetCurrentInstant() }, cancellationToken))
        .ToDictionary(row => row.RunId, row => CannotCollectWords.Summary(row.People, row.Reasons)!);

    private sealed record Row
    {
        public long RunId { get; init; }
        public int People { get; init; }
        public string[] Reasons { get; init; } = [];
    }
}
