using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>
/// What Before each performance offers: what is chosen first, then events with performances to come, or those that are looked for.
/// </summary>
/// <param name="Events">Events.</param>
/// <param name="Tags">Event tags.</param>
/// <param name="More">Whether there are more events than are offered.</param>
public sealed record PerformanceOffers(IReadOnlyList<NamedId> Events, IReadOnlyList<NamedId> Tags, bool More)
{
    public static readonly PerformanceOffers None = new([], [], false);

    private const int MostEvents = 30;

    private const int MostTags = 200;

    private const string EventsSql =
        """
        select e.id, e.name
        from crm.events e
        left join lateral (
          select min(i.starts_at) as at from crm.event_instances i where i.event_id = e.id and i.starts_at > @now and not i.cancelled
        ) next on true
        where e.id = any(@events) or case when @find = '' then next.at is not null else position(lower(@find) in lower(e.name)) > 0 end
        order by e.id = any(@events) desc, next.at, lower(e.name), e.id
        limit cardinality(@events) + @most + 1
        """;

    private const string TagsSql =
        """
        select id, name from crm.event_tags
        order by id = any(@tags) desc, lower(name), id
        limit cardinality(@tags) + @most
        """;

    internal static async Task<PerformanceOffers> ReadAsync(
        NpgsqlConnection connection, BasicDetailsInput details, Instant now, CancellationToken cancellationToken)
    {
        var events = await connection.ReadAllAsync<NamedId>(
            EventsSql,
            new { events = details.PerformanceEvents, find = details.EventFind.Replace('\0', ' ').Trim(), now, most = MostEvents },
            cancellationToken);
        var tags = await connection.ReadAllAsync<NamedId>(
            TagsSql, new { tags = details.PerformanceTags, most = MostTags }, cancellationToken);
        var most = events.Count(one => details.PerformanceEvents.Contains(one.Id)) + MostEvents;
        return new PerformanceOffers([.. events.Take(most)], tags, events.Count > most);
    }
}
