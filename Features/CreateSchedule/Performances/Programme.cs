using System.Text.Json;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>The venue's performances as the customer data has them, for schedules that run before each.</summary>
public static class Programme
{
    // An event is asked by each of the three for itself: joined by "or" none of their indexes would serve.
    private const string Sql =
        """
        select w.key, i.id, e.name, i.starts_at,
          coalesce(i.ends_at, i.starts_at + make_interval(hours => v.performance_hours)) as ends_at, i.cancelled
        from jsonb_to_recordset(@wanted::jsonb) as w (key bigint, events bigint[], name text, tags bigint[])
        cross join venue_settings v
        cross join lateral (
          select unnest(w.events) as id
          union
          select te.event_id from crm.tagged_events te where te.event_tag_id = any(w.tags)
          union
          select n.id from crm.events n where position(lower(w.name) in lower(n.name)) > 0
        ) chosen
        join crm.events e on e.id = chosen.id
        join crm.event_instances i on i.event_id = e.id
        where coalesce(i.ends_at, i.starts_at + make_interval(hours => v.performance_hours)) >= @from
        order by i.starts_at, i.id
        """;

    /// <summary>The performances of each choice, by its number, that end at an instant or later.</summary>
    public static async Task<ILookup<long, Performance>> ReadAsync(
        NpgsqlConnection connection, IEnumerable<(long Key, PerformanceChoice Choice)> wanted, Instant from,
        CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(
            wanted.Select(one => new
            {
                key = one.Key,
                events = one.Choice.Events.Select(chosen => chosen.Id),
                name = one.Choice.NameContains?.Normalize(),
                tags = one.Choice.Tags.Select(chosen => chosen.Id),
            }));
        var rows = await connection.ReadAllAsync<Row>(Sql, new { wanted = json, from }, cancellationToken);
        return rows.ToLookup(row => row.Key, row => new Performance(row.Id, row.Name, row.StartsAt, row.EndsAt, row.Cancelled));
    }

    /// <summary>The recurrence with the performances that are not over, where it runs before each; as it is where it does not.</summary>
    public static async Task<RecurrenceRow> WithPerformancesAsync(
        this RecurrenceRow row, NpgsqlConnection connection, Instant now, CancellationToken cancellationToken)
    {
        if (!row.IsBeforePerformance || row.PerformanceOf is null)
        {
            return row;
        }

        var found = await ReadAsync(connection, [(0, PerformanceChoice.Read(row.PerformanceOf))], now, cancellationToken);
        return row with { Performances = [.. found[0]] };
    }

    private sealed record Row
    {
        public long Key { get; init; }
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public Instant StartsAt { get; init; }
        public Instant EndsAt { get; init; }
        public bool Cancelled { get; init; }
    }
}
