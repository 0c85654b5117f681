using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Closures;

/// <summary>
/// Works out anew when the schedules that keep to the venue's closures run next, on the transaction that changed these. An occurrence
/// that is due already stays; one that can never come is none.
/// </summary>
internal static class KeepToClosures
{
    private const string SchedulesSql =
        $"""
        select schedules.id, {RecurrenceRow.Columns}
        from schedules
        where skips_closures and run_as_schedule and (next_run_at is null or next_run_at > @now)
          and deleted_at is null and paused_at is null and set_aside_reason is null
        order by id
        for update of schedules
        """;

    // Also where it stays as it was: what was worked out of the row is then known to be old.
    private const string NextSql =
        """
        update schedules
        set next_run_at = w.next
        from unnest(@ids::bigint[], @nexts::timestamptz[]) as w (id, next)
        where schedules.id = w.id
        """;

    public static async Task ExecuteAsync(NpgsqlConnection connection, Instant now, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAllAsync<long, RecurrenceRow, (long Id, RecurrenceRow Row)>(
            SchedulesSql, new { now }, "time_zone", (id, row) => (id, row), cancellationToken);
        var schedules = rows.Where(one => !one.Row.IsBeforePerformance).Select(one => (one.Id, Next: NextAfter(one.Row, now))).ToList();
        var plans = await PlanPerformances.ExecuteAsync(
            connection, [.. rows.Where(one => one.Row.IsBeforePerformance)], now, anew: true, cancellationToken);
        schedules.AddRange(plans.Select(plan => (plan.Key, plan.Value.Next)));
        await connection.RunAsync(
            NextSql,
            new
            {
                ids = schedules.Select(schedule => schedule.Id).ToArray(),
                nexts = schedules.Select(schedule => schedule.Next?.ToDateTimeUtc()).ToArray(),
            },
            cancellationToken);
    }

    private static Instant? NextAfter(RecurrenceRow row, Instant now)
    {
        try
        {
            return row.ToRecurrence().NextAfter(now);
        }
        catch (RecurrenceException)
        {
            return null; // The schedule's page says why.
        }
    }
}
