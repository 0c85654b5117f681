using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Runs a schedule at once, for everybody on it. A second request joins such a run while its files are still being made: a later one would
/// not have what has changed since.
/// </summary>
/// <param name="Key">Of the form that asks: sent twice, it is one run.</param>
public sealed record RunNow(long ScheduleId, Actor Actor, Guid? Key = null) : IRequest<RunNowResult?>;

public abstract record RunNowResult
{
    public sealed record Done(long RunId) : RunNowResult;

    /// <param name="Why">Words for the person who asked.</param>
    public sealed record Refused(string Why) : RunNowResult;
}

internal sealed class RunNowHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<RunNow, RunNowResult?>
{
    private const string ScheduleSql =
        """
        select paused_at is not null as paused,
          exists (select from scheduled_lists sl where sl.schedule_id = s.id and sl.deleted_at is null)
            or exists (select from integrated_emails e where e.schedule_id = s.id and e.deleted_at is null) as has_entries,
          action
        from schedules s
        where s.id = @scheduleId and s.deleted_at is null
        for update
        """;

    private const string UnderWaySql =
        """
        select r.id
        from runs r
        where r.schedule_id = @scheduleId and r.kind = 'manual'
          and (r.request_key = @key or r.state in ('waiting', 'running')
            and not exists (select from deliveries d where d.run_id = r.id and d.state not in ('waiting', 'making')))
        order by r.request_key = @key desc nulls last, r.id
        limit 1
        """;

    public async Task<RunNowResult?> Handle(RunNow request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var schedule = await connection.ReadOneAsync<ScheduleRow>(ScheduleSql, new { request.ScheduleId }, cancellationToken);
        if (schedule is null)
        {
            return null;
        }

        if (schedule.Paused)
        {
            return new RunNowResult.Refused("This schedule is paused. Resume it first.");
        }

        if (!schedule.HasEntries)
        {
            return new RunNowResult.Refused(schedule.Action == ScheduleActions.SendIntegratedEmail
                ? "This schedule contains no integrated emails yet. Add one first."
                : "This schedule contains no customer lists yet. Add one first.");
        }

        var underWay = await connection.ScalarAsync<long?>(UnderWaySql, new { request.ScheduleId, request.Key }, cancellationToken);
        if (underWay is { } joined)
        {
            return new RunNowResult.Done(joined);
        }

        var now = clock.GetCurrentInstant();
        var runId = await InsertRun.ExecuteAsync(
            connection,
            new NewRun(request.ScheduleId, "manual", OccurrenceAt: null, AsOf: now, Late: false, request.Actor.UserId,
                RequestKey: request.Key),
            now,
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "schedule.run_now", "schedule", request.ScheduleId, new { runId }, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RunNowResult.Done(runId!.Value);
    }

    private sealed record ScheduleRow
    {
        public bool Paused { get; init; }
        public bool HasEntries { get; init; }
        public string Action { get; init; } = "";
    }
}
