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
    private const string ScheduleSql =
        $"select {RecurrenceRow.Columns} from schedules where schedules.id = @scheduleId and occurs = 'before_performance'";

    /// <returns>Null where there is none, and for schedules of other kinds.</returns>
    public static async Task<PerformanceRef?> OfAsync(
        NpgsqlConnection connection, long scheduleId, Instant now, CancellationToken cancellationToken)
    {
        var row = await connection.ReadOneAsync<RecurrenceRow>(ScheduleSql, new { scheduleId }, cancellationToken);
        if (row is null)
        {
            return null;
        }

        row = await row.WithPerformancesAsync(connection, now, cancellationToken);
        return PerformanceRef.Of(row.Performances.FirstOrDefault(performance => !performance.Cancelled && performance.StartsAt >= now));
    }
}
