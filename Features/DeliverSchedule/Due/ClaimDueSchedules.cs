using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Logging;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>
/// Turns every due occurrence into one run, on any number of nodes: a schedule's row is locked, the run inserted and the
/// schedule advanced in one transaction. A schedule that cannot be advanced is set aside and holds up nobody.
/// </summary>
public sealed record ClaimDueSchedules : IRequest<Unit>;

/// <summary>
/// What becomes of the occurrences that are due: at most the latest runs, the older ones are missed, the next is awaited.
/// </summary>
internal sealed record CatchUp(Instant? Run, MissedOccurrences? Missed, Instant? Next)
{
    /// <param name="due">The earliest occurrence that has no run.</param>
    /// <param name="lateLimit">An occurrence at least this old is not run any more.</param>
    public static CatchUp Plan(RecurrencePattern recurrence, Instant due, Instant now, Duration lateLimit)
    {
        int count = 0;
        Instant latest = due, previous = due;
        Instant? next = due;
        while (next is { } occurrence && occurrence <= now)
        {
            previous = latest;
            latest = occurrence;
            count++;
            next = recurrence.NextAfter(occurrence);
        }

        var runLatest = now - latest < lateLimit;
        var missed = runLatest ? count - 1 : count;
        return new CatchUp(
            runLatest ? latest : null,
            missed == 0 ? null : new MissedOccurrences(missed, due, runLatest ? previous : latest),
            next);
    }
}

internal sealed record MissedOccurrences(int Count, Instant First, Instant Last);

internal sealed class ClaimDueSchedulesHandler(
    NpgsqlDataSource dataSource, IClock clock, ILogger<ClaimDueSchedulesHandler> logger) : IRequestHandler<ClaimDueSchedules, Unit>
{
    private const int BatchSize = 50;

    /// <summary>A run that starts this long after its occurrence says that it is late.</summary>
    private static readonly Duration LateAfter = Duration.FromMinutes(5);

    private const string DueSql =
        $"""
        select schedules.id, next_run_at, late_limit_hours, {RecurrenceRow.Columns}
        from schedules
        cross join venue_settings
        where next_run_at <= @now and paused_at is null and deleted_at is null and set_aside_reason is null
        order by next_run_at
        limit @limit
        for update of schedules skip locked
        """;

    private const string AdvanceSql = "update schedules set next_run_at = @next where id = @id";

    private const string SetAsideSql =
        "update schedules set set_aside_reason = @reason, set_aside_at = @now where id = @id";

    private const string MissedSql =
        """
        insert into runs (schedule_id, kind, occurrence_at, as_of, state, reason, missed_count, first_missed_at, last_missed_at,
          schedule_name, created_at, finished_at)
        select s.id, 'scheduled', @last, @last, 'missed', @reason, @count, @first, @last, s.name, @now, @now
        from schedules s
        where s.id = @id
        on conflict (schedule_id, occurrence_at) do nothing
        """;

    private const string MissedPerformancesSql =
        """
        insert into runs (schedule_id, kind, before_at, as_of, state, reason, missed_count, first_missed_at, last_missed_at,
          schedule_name, created_at, finished_at, performance_id, performance_name, performance_starts_at)
        select s.id, 'scheduled', @last, @last, 'missed', @reason, @count, @first, @last, s.name, @now, @now, @performanceId,
          @performanceName, @performanceStartsAt
        from schedules s
        where s.id = @id
        on conflict (schedule_id, before_at, performance_id, performance_starts_at) where before_at is not null do nothing
        """;

    private const string MissedPerformances =
        "The application was not running when this was due, and it was too late to catch up, or the performance was over.";

    private const string MissedReason = "The application was not running when this was due, and it was too late to catch up.";

    public async Task<Unit> Handle(ClaimDueSchedules request, CancellationToken cancellationToken)
    {
        while (await ClaimBatchAsync(cancellationToken) == BatchSize)
        {
        }

        return Unit.Value;
    }

    private async Task<int> ClaimBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var due = await connection.ReadAllAsync<DueRow, RecurrenceRow, Due>(
            DueSql, new { now, limit = BatchSize }, "time_zone",
            (row, recurrence) => new Due(row.Id, row.NextRunAt, Duration.FromHours(row.LateLimitHours), recurrence),
            cancellationToken);
        foreach (var schedule in due)
        {
            await transaction.SaveAsync("schedule", cancellationToken);
            try
            {
                await ClaimAsync(connection, schedule, now, cancellationToken);
                await transaction.ReleaseAsync("schedule", cancellationToken);
            }
            catch (Exception e) when (e is RecurrenceException or PostgresException { IsTransient: false })
            {
                await transaction.RollbackAsync("schedule", cancellationToken);
                logger.LogError("Schedule {Schedule} was set aside: {Error}", schedule.Id, ErrorWords.InOneLine(e));
                var reason = e is RecurrenceException
                    ? e.Message
                    : "Its next run could not be prepared. Save its Basic Details again; if that does not help, tell your administrator.";
                await connection.RunAsync(SetAsideSql, new { schedule.Id, reason, now }, cancellationToken);
            }
        }

        if (due.Count > 0)
        {
            await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return due.Count;
    }

    private static async Task ClaimAsync(NpgsqlConnection connection, Due schedule, Instant now, CancellationToken cancellationToken)
    {
        if (schedule.Recurrence.IsBeforePerformance)
        {
            await ClaimPerformancesAsync(connection, schedule, now, cancellationToken);
            return;
        }

        var plan = CatchUp.Plan(schedule.Recurrence.ToRecurrence(), schedule.NextRunAt, now, schedule.LateLimit);
        if (plan.Missed is { } missed)
        {
            await connection.RunAsync(
                MissedSql, new { schedule.Id, reason = MissedReason, missed.Count, missed.First, missed.Last, now }, cancellationToken);
        }

        if (plan.Run is { } occurrence)
        {
            var run = new NewRun(schedule.Id, "scheduled", occurrence, occurrence, now - occurrence > LateAfter, RequestedBy: null);
            await InsertRun.ExecuteAsync(connection, run, now, cancellationToken);
        }

        await connection.RunAsync(AdvanceSql, new { schedule.Id, plan.Next }, cancellationToken);
    }

    // The programme is looked at once more: a performance that was cancelled or moved a moment ago has no run.
    private static async Task ClaimPerformancesAsync(
        NpgsqlConnection connection, Due schedule, Instant now, CancellationToken cancellationToken)
    {
        var plan = await PlanPerformances.ExecuteAsync(
            connection, schedule.Id, schedule.Recurrence, now, anew: false, cancellationToken);
        var due = plan.Waiting.TakeWhile(waiting => waiting.Occurrence.DueAt <= now).ToList();
        var missed = due.Where(waiting => waiting.IsMissed(now, schedule.LateLimit)).ToList();
        if (missed is [var first, ..])
        {
            var last = missed[^1];
            await connection.RunAsync(
                MissedPerformancesSql,
                new
                {
                    schedule.Id, reason = MissedPerformances, missed.Count, First = first.Occurrence.DueAt, Last = last.Occurrence.DueAt,
                    now, performanceId = last.Performance.Id, performanceName = last.Performance.Name,
                    performanceStartsAt = last.Performance.StartsAt,
                },
                cancellationToken);
        }

        foreach (var (occurrence, performance) in due.Except(missed))
        {
            var at = occurrence.DueAt;
            var run = new NewRun(schedule.Id, "scheduled", at, at, now - at > LateAfter, RequestedBy: null)
            {
                Before = PerformanceRef.Of(performance),
            };
            await InsertRun.ExecuteAsync(connection, run, now, cancellationToken);
        }

        foreach (var waiting in due)
        {
            await PlanPerformances.SettleAsync(connection, schedule.Id, waiting.Occurrence, cancellationToken);
        }

        var next = plan.Waiting.Skip(due.Count).FirstOrDefault()?.Occurrence.DueAt;
        await connection.RunAsync(AdvanceSql, new { schedule.Id, next }, cancellationToken);
    }

    private sealed record DueRow
    {
        public long Id { get; init; }
        public Instant NextRunAt { get; init; }
        public int LateLimitHours { get; init; }
    }

    private sealed record Due(long Id, Instant NextRunAt, Duration LateLimit, RecurrenceRow Recurrence);
}
