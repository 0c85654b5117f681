using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns.Sentences;

/// <summary>
/// When those runs between two instants were made that went well, whose links still live, and some of whose recipients cannot collect; not
/// tests.
/// </summary>
/// <param name="OwnerId">Only of schedules that this person owns; null for all.</param>
public sealed record ListRunsSomeCannotCollect(Instant From, Instant Until, Guid? OwnerId = null) : IRequest<IReadOnlyList<Instant>>;

internal sealed class ListRunsSomeCannotCollectHandler(NpgsqlDataSource dataSource, SharedReads reads, IClock clock)
    : IRequestHandler<ListRunsSomeCannotCollect, IReadOnlyList<Instant>>
{
    // From the files that live on, of which there are fewer than runs of a month, and their messages in an index alone: OFFSET keeps the
    // planner on this way.
    private const string Sql =
        """
        select r.created_at
        from (
          select distinct d.run_id
          from stored_files f
          cross join lateral (select d.id, d.run_id from deliveries d where d.file_id = f.id offset 0) d
          cross join lateral (
            select m.recipient
            from messages m
            where m.delivery_id = d.id and m.kind = 'delivery'
              and m.recipient not in (select address from collectors where address is not null)
            offset 0
          ) unable
          join messages m on m.delivery_id = d.id and m.recipient = unable.recipient and m.kind = 'delivery'
          where f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
            and exists (select from cannot_collect n where n.message_id = m.id)
        ) lacking
        join runs r on r.id = lacking.run_id
        where r.created_at >= @from and r.created_at < @until and r.kind <> 'test'
          and r.state not in ('failed', 'partly_delivered', 'missed')
          and (@ownerId::uuid is null or r.schedule_id in (select id from schedules where owner_id = @ownerId))
        order by r.created_at
        """;

    public Task<IReadOnlyList<Instant>> Handle(ListRunsSomeCannotCollect request, CancellationToken cancellationToken) =>
        reads.OfAsync<IReadOnlyList<Instant>>(request, async () => await dataSource.ReadAllAsync<Instant>(
            Sql, new { request.From, request.Until, request.OwnerId, now = clock.GetCurrentInstant() }, CancellationToken.None));
}
