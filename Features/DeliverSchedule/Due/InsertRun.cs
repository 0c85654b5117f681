using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// Inserts a run with its deliveries or mailings, on the caller's transaction. What each of them will do is copied into it here, so
/// that nobody's edit reaches a run under way.
/// </summary>
internal static class InsertRun
{
    private const string RunSql =
        """
        insert into runs (schedule_id, kind, occurrence_at, requested_by, as_of, late, state, schedule_name, created_at,
          request_key, performance_id, performance_name, performance_starts_at)
        select s.id, @kind, @occurrenceAt, @requestedBy, @asOf, @late, 'waiting', s.name, @now, @requestKey, @performanceId,
          @performanceName, @performanceStartsAt
        from schedules s
        where s.id = @scheduleId
        on conflict (schedule_id, occurrence_at) do nothing
        returning id
        """;

    private const string BeforeSql =
        """
        insert into runs (schedule_id, kind, before_at, as_of, late, state, schedule_name, created_at, performance_id, performance_name,
          performance_starts_at)
        select s.id, @kind, @occurrenceAt, @asOf, @late, 'waiting', s.name, @now, @performanceId, @performanceName, @performanceStartsAt
        from schedules s
        where s.id = @scheduleId
        on conflict (schedule_id, before_at, performance_id, performance_starts_at) where before_at is not null do nothing
        returning id
        """;

    private const string DeliveriesSql =
        """
        insert into deliveries (run_id, scheduled_list_id, position, name, customer_list_name, subject, file_format,
          when_empty, at_least, send, customer_list_id, snapshot, recipients, state, next_attempt_at, on_demand, split_by, split_value,
          part_key)
        select @runId, sl.id, sl.position, sl.name, cl.name, sl.custom_subject, sl.file_format, sl.when_empty,
          sl.at_least, sl.send, cl.id,
          customer_list_snapshot(cl.definition, sl.output_columns, sl.sort_by, sl.row_per_booking),
          coalesce(@recipients::text[], part.recipients, '{}'), 'waiting', @now, @onDemand, sl.split_by, part.value, part.part_key
        from scheduled_lists sl
        join customer_lists cl on cl.id = sl.customer_list_id
        left join lateral (
          select min(p.split_value) as value, p.part_key, array_agg(p.address::text order by p.position) as recipients
          from current_parts p
          where p.scheduled_list_id = sl.id and (@partKey::text is null or p.part_key = @partKey)
          group by p.part_key
          order by p.part_key
        ) part on true
        where sl.schedule_id = @scheduleId and sl.deleted_at is null and (sl.split_by is null or part.part_key is not null)
          and (@scheduledListId::bigint is null or sl.id = @scheduledListId)
        returning part_key is not null
        """;

    private const string NothingSql =
        """
        update runs
        set state = 'skipped', finished_at = @now,
          reason = case action when 'send_integrated_email' then @noEmails else @noLists end
        from schedules
        where runs.id = @runId and schedules.id = runs.schedule_id
        """;

    /// <returns>The run's id, or null when this occurrence has its run already.</returns>
    public static async Task<long?> ExecuteAsync(NpgsqlConnection connection, NewRun run, Instant now, CancellationToken cancellationToken)
    {
        var performance = run.Before
            ?? (run.OccurrenceAt is null ? await NextPerformance.OfAsync(connection, run.ScheduleId, run.AsOf, cancellationToken) : null);
        var runId = await connection.ScalarAsync<long?>(
            run.Before is null ? RunSql : BeforeSql,
            new
            {
                run.ScheduleId, run.Kind, run.OccurrenceAt, run.RequestedBy, run.AsOf, run.Late, run.RequestKey, now,
                performanceId = performance?.Id, performanceName = performance?.Name, performanceStartsAt = performance?.StartsAt,
            },
            cancellationToken);
        if (runId is null)
        {
            return null;
        }

        var areParts = run.IntegratedEmailId is null
            ? await connection.ReadAllAsync<bool>(
                DeliveriesSql,
                new { runId, run.ScheduleId, run.ScheduledListId, run.Recipients, run.PartKey, now, onDemand = run.Kind == "on_demand" },
                cancellationToken)
            : [];
        if (areParts.Contains(true))
        {
            await PartGroups.GatherAsync(connection, runId.Value, now, cancellationToken);
        }

        var mailings = run.ScheduledListId is null
            ? await InsertMailings.ExecuteAsync(
                connection, runId.Value, run.ScheduleId, run.IntegratedEmailId, run.AsOf, now, cancellationToken)
            : 0;
        if (areParts.Count + mailings == 0)
        {
            await connection.RunAsync(
                NothingSql,
                new
                {
                    runId, now,
                    noEmails = "The schedule contains no integrated emails.", noLists = "The schedule contains no customer lists.",
                },
                cancellationToken);
        }

        return runId;
    }
}
