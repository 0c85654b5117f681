using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>Gives what was chosen by its id the name that it has now; what has gone keeps the one that it had.</summary>
internal static class NamePerformances
{
    private const string NamesSql =
        """
        select true as is_event, id, name from crm.events where id = any(@events)
        union all
        select false, id, name from crm.event_tags where id = any(@tags)
        """;

    /// <param name="connection">An open connection.</param>
    /// <param name="row">The recurrence as typed.</param>
    /// <param name="before">What was stored; null where nothing was.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RecurrenceRow> NamedAsync(
        NpgsqlConnection connection, RecurrenceRow row, string? before, CancellationToken cancellationToken)
    {
        if (row.PerformanceOf is null)
        {
            return row;
        }

        var typed = PerformanceChoice.Read(row.PerformanceOf);
        var was = before is null ? null : PerformanceChoice.Read(before);
        var names = await connection.ReadAllAsync<(bool IsEvent, long Id, string Name)>(
            NamesSql,
            new { events = typed.Events.Select(one => one.Id).ToArray(), tags = typed.Tags.Select(one => one.Id).ToArray() },
            cancellationToken);
        return row with
        {
            PerformanceOf = (typed with
            {
                Events = Named(typed.Events, names.Where(one => one.IsEvent), was?.Events),
                Tags = Named(typed.Tags, names.Where(one => !one.IsEvent), was?.Tags),
            }).ToJson(),
        };
    }

    // An id that never was one of ours is nobody's choice.
    private static NamedId[] Named(
        IReadOnlyList<NamedId> typed, IEnumerable<(bool IsEvent, long Id, string Name)> names, IReadOnlyList<NamedId>? was)
    {
        var known = (was ?? []).Concat(names.Select(one => new NamedId(one.Id, one.Name))).GroupBy(one => one.Id)
            .ToDictionary(one => one.Key, one => one.Last());
        return [.. typed.Select(one => known.GetValueOrDefault(one.Id)).OfType<NamedId>()];
    }
}
