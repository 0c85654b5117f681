using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>
/// Whether a list that asks for This performance is in a schedule that runs before none. Asked on the transaction that would make it so,
/// whichever of the two it changes.
/// </summary>
internal static class MisplacedThisPerformance
{
    private const string Sql =
        """
        select customer_list_name, schedule_name
        from misplaced_this_performance
        where (@scheduleId::bigint is null or schedule_id = @scheduleId)
          and (@listId::bigint is null or customer_list_id = @listId)
          and (@segmentId::bigint is null or @segmentId in (
            select used::bigint from jsonb_path_query(definition, 'lax $.*.areas[*].segments[*].segmentId') used))
        order by lower(schedule_name), schedule_id, lower(customer_list_name)
        limit 1
        """;

    /// <returns>What to say; null where nothing is wrong.</returns>
    public static async Task<string?> InScheduleAsync(NpgsqlConnection connection, long scheduleId, CancellationToken cancellationToken) =>
        await FindAsync(connection, scheduleId, null, null, cancellationToken) is { } found
            ? $"The Customer List “{found.List}” asks for This performance: only a schedule that runs Before each performance has one."
            : null;

    /// <inheritdoc cref="InScheduleAsync"/>
    public static async Task<string?> OfListAsync(NpgsqlConnection connection, long listId, CancellationToken cancellationToken) =>
        await FindAsync(connection, null, listId, null, cancellationToken) is { } found
            ? $"It cannot ask for This performance: the schedule “{found.Schedule}” uses it and does not run Before each performance."
            : null;

    /// <inheritdoc cref="InScheduleAsync"/>
    public static async Task<string?> OfSegmentAsync(NpgsqlConnection connection, long segmentId, CancellationToken cancellationToken) =>
        await FindAsync(connection, null, null, segmentId, cancellationToken) is { } found
            ? $"It cannot ask for This performance: the Customer List “{found.List}” uses it, and the schedule “{found.Schedule}”, "
                + "which has that list, does not run Before each performance."
            : null;

    private static async Task<(string List, string Schedule)?> FindAsync(
        NpgsqlConnection connection, long? scheduleId, long? listId, long? segmentId, CancellationToken cancellationToken) =>
        await connection.ReadAllAsync<(string List, string Schedule)>(
            Sql, new { scheduleId, listId, segmentId }, cancellationToken) is [var found]
            ? found
            : null;
}
