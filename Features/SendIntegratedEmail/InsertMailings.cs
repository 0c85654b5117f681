using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Inserts the mailings of a run, on the caller's transaction: what each will do is copied into it, so that nobody's edit reaches a run
/// under way.
/// </summary>
internal static class InsertMailings
{
    // A test, which names its email, holds no list at all: whatever worker takes it up, of an older version too, finds nobody in it.
    private const string MailingsSql =
        """
        insert into mailings (run_id, integrated_email_id, position, name, category, customer_list_id, customer_list_name, campaign_id,
          campaign_name, snapshot, first_send_confirmed, state, step_since, next_attempt_at, too_late_at)
        select @runId, e.id, e.position, e.name, k.name, cl.id, cl.name, e.campaign_id, e.campaign_name,
          case when @integratedEmailId::bigint is null then customer_list_snapshot(cl.definition, e.output_columns, '[]') else '{}' end,
          e.first_send_confirmed, 'waiting', @now, @now,
          @asOf + make_interval(hours => v.late_limit_hours)
        from integrated_emails e
        join mailing_categories k on k.id = e.mailing_category_id
        join customer_lists cl on cl.id = e.customer_list_id
        cross join venue_settings v
        where e.schedule_id = @scheduleId and e.deleted_at is null and (@integratedEmailId::bigint is null or e.id = @integratedEmailId)
        """;

    /// <param name="integratedEmailId">This email alone, as a test; null for all of the schedule.</param>
    /// <returns>How many there are.</returns>
    public static Task<int> ExecuteAsync(
        NpgsqlConnection connection, long runId, long scheduleId, long? integratedEmailId, Instant asOf, Instant now,
        CancellationToken cancellationToken) =>
        connection.RunAsync(MailingsSql, new { runId, scheduleId, integratedEmailId, asOf, now }, cancellationToken);
}
