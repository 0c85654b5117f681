using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>
/// The performance that a schedule's runs on demand and by hand are about: the next to begin of those before which it runs.
/// </summary>
internal static class NextPerformance
{
    private const string SchedulesSql =
        $"""
        select schedules.id, {RecurrenceRow.Columns}
        from schedules
        where schedules.id = any(@scheduleIds) and occurs = 'before_performance'
        """;

    /// <returns>Null where there is none, and for schedules of other kinds.</returns>
    public static async Task<PerformanceRef?> OfAsync(
        NpgsqlConnection connection, long scheduleId, Instant now, CancellationToken cancellationToken) =>
        (await OfAsync(connection, [scheduleId], now, cancellationToken)).GetValueOrDefault(scheduleId);

    /// <summary>Of several schedules; those that have none are not there.</summary>
    public static async Task<IReadOnlyDictionary<long, PerformanceRef>> OfAsync(
        NpgsqlConnection connection, IReadOnlyCollection<long> scheduleIds, Instant now, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAllAsync<long, RecurrenceRow, (long Id, RecurrenceRow Row)>(
            SchedulesSql, new { scheduleIds = scheduleIds.ToArray() }, "time_zone", (id, row) => (id, row), cancellationToken);
        if (rows.Count == 0)
        {
            return new Dictionary<long, PerformanceRef>();
        }

        var programme = await Programme.ReadAsync(
            connection, rows.Select(one => (one.Id, PerformanceChoice.Read(one.Row.PerformanceOf!))), now, cancellationToken);
        return programme
            .Select(of => (of.Key, Next: of.FirstOrDefault(performance => !performance.Cancelled && performance.StartsAt >= now)))
            .Where(of => of.Next is not null)
            .ToDictionary(of => of.Key, of => PerformanceRef.Of(of.Next)!);
    }
}
