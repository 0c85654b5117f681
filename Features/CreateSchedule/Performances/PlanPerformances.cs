using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>Brings what schedules know of their performances up to the programme, on a transaction that has locked the schedules.</summary>
internal static class PlanPerformances
{
    private const string KnownSql =
        """
        select schedule_id, performance_id, starts_at, moment, due_at, settled
        from performance_occurrences
        where schedule_id = any(@ids)
        """;

    private const string GoneSql =
        """
        delete from performance_occurrences o
        using unnest(@performances::bigint[], @starts::timestamptz[], @moments::timestamptz[]) as gone (performance_id, starts_at, moment)
        where o.schedule_id = @id and o.performance_id = gone.performance_id and o.starts_at = gone.starts_at and o.moment = gone.moment
        """;

    private const string NewSql =
        """
        insert into performance_occurrences (schedule_id, performance_id, starts_at, moment, due_at, settled)
        select @id, performance_id, starts_at, moment, due_at, settled
        from unnest(@performances::bigint[], @starts::timestamptz[], @moments::timestamptz[], @due::timestamptz[], @settled::boolean[])
          as added (performance_id, starts_at, moment, due_at, settled)
        """;

    private const string SettleSql =
        """
        update performance_occurrences
        set settled = true
        where schedule_id = @id and performance_id = @PerformanceId and starts_at = @StartsAt and moment = @Moment
        """;

    /// <summary>The plan of one schedule, written.</summary>
    /// <inheritdoc cref="PerformancePlan.Make"/>
    /// <exception cref="RecurrenceException">Its recurrence cannot be.</exception>
    public static async Task<PerformancePlan> ExecuteAsync(
        NpgsqlConnection connection, long id, RecurrenceRow row, Instant now, bool anew, CancellationToken cancellationToken) =>
        (await ExecuteAsync(connection, [(id, row)], now, anew, many: false, cancellationToken))[id];

    /// <summary>The plans of several, written; of one whose recurrence cannot be there is none, and what is known of it stays.</summary>
    public static Task<IReadOnlyDictionary<long, PerformancePlan>> ExecuteAsync(
        NpgsqlConnection connection, IReadOnlyList<(long Id, RecurrenceRow Row)> schedules, Instant now, bool anew,
        CancellationToken cancellationToken) =>
        ExecuteAsync(connection, schedules, now, anew, many: true, cancellationToken);

    private static async Task<IReadOnlyDictionary<long, PerformancePlan>> ExecuteAsync(
        NpgsqlConnection connection, IReadOnlyList<(long Id, RecurrenceRow Row)> schedules, Instant now, bool anew, bool many,
        CancellationToken cancellationToken)
    {
        var rules = new Dictionary<long, RecurrencePattern>();
        foreach (var (id, row) in schedules)
        {
            try
            {
                rules.Add(id, row.ToRecurrence());
            }
            catch (RecurrenceException) when (many)
            {
                continue; // Its page says why; it holds up no other.
            }
        }

        if (rules.Count == 0)
        {
            return new Dictionary<long, PerformancePlan>();
        }

        var known = (await connection.ReadAllAsync<long, PerformanceOccurrence, (long Id, PerformanceOccurrence Known)>(
            KnownSql, new { ids = rules.Keys.ToArray() }, "performance_id", (id, occurrence) => (id, occurrence), cancellationToken))
            .ToLookup(one => one.Id, one => one.Known);
        var from = known.SelectMany(one => one).Where(occurrence => !occurrence.Settled).Select(occurrence => occurrence.StartsAt)
            .Append(now).Min();
        var programme = await Programme.ReadAsync(
            connection, rules.Select(rule => (rule.Key, ((Occurs.BeforePerformance)rule.Value.Occurs).Of)), from, cancellationToken);
        var plans = new Dictionary<long, PerformancePlan>();
        foreach (var (id, recurrence) in rules)
        {
            var plan = PerformancePlan.Make(recurrence.BeforePerformance!, [.. programme[id]], [.. known[id]], now, anew);
            await WriteAsync(connection, id, plan, cancellationToken);
            plans.Add(id, plan);
        }

        return plans;
    }

    /// <summary>One that waited has run, or was missed.</summary>
    public static Task SettleAsync(
        NpgsqlConnection connection, long id, PerformanceOccurrence occurrence, CancellationToken cancellationToken) =>
        connection.RunAsync(
            SettleSql, new { id, occurrence.PerformanceId, occurrence.StartsAt, occurrence.Moment }, cancellationToken);

    private static async Task WriteAsync(NpgsqlConnection connection, long id, PerformancePlan plan, CancellationToken cancellationToken)
    {
        foreach (var (sql, rows) in new[] { (GoneSql, plan.Gone), (NewSql, plan.New) }.Where(one => one.Item2.Count > 0))
        {
            await connection.RunAsync(
                sql,
                new
                {
                    id,
                    performances = rows.Select(row => row.PerformanceId).ToArray(),
                    starts = Times(rows, row => row.StartsAt),
                    moments = Times(rows, row => row.Moment),
                    due = Times(rows, row => row.DueAt),
                    settled = rows.Select(row => row.Settled).ToArray(),
                },
                cancellationToken);
        }
    }

    private static DateTime[] Times(IReadOnlyList<PerformanceOccurrence> rows, Func<PerformanceOccurrence, Instant> time) =>
        [.. rows.Select(row => time(row).ToDateTimeUtc())];
}
