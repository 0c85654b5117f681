using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// An email or its schedule is deleted, on the caller's transaction: what is not sent, held or not, is taken up at once, so that the
/// worker finds it deleted and cancels it.
/// </summary>
internal static class HurryMailings
{
    private const string OfScheduleSql =
        """
        update mailings set state = 'waiting', next_attempt_at = @now
        from runs
        where runs.id = mailings.run_id and runs.schedule_id = @scheduleId and mailings.state in ('waiting', 'held')
        """;

    private const string OfEmailSql =
        """
        update mailings set state = 'waiting', next_attempt_at = @now
        where integrated_email_id = @integratedEmailId and state in ('waiting', 'held')
        """;

    public static Task OfScheduleAsync(NpgsqlConnection connection, long scheduleId, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(OfScheduleSql, new { scheduleId, now }, cancellationToken);

    public static Task OfEmailAsync(
        NpgsqlConnection connection, long integratedEmailId, Instant now, CancellationToken cancellationToken) =>
        connection.RunAsync(OfEmailSql, new { integratedEmailId, now }, cancellationToken);
}
