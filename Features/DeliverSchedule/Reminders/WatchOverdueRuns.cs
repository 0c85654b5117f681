using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Reminders;

/// <summary>
/// Raises an alarm, once an occurrence: for a "Runs before 08:00" list not delivered by 07:55, and for any schedule that
/// stands a quarter of an hour overdue without a run.
/// </summary>
public sealed record WatchOverdueRuns : IRequest<Unit>;

internal sealed class WatchOverdueRunsHandler(
    NpgsqlDataSource dataSource, MessageIds messageIds, IClock clock,
    ILogger<WatchOverdueRunsHandler> logger) : IRequestHandler<WatchOverdueRuns, Unit>
{
    private const string LateSql =
        """
        with late as (
          select s.id, r.occurrence_at, r.id as run_id
          from runs r
          join schedules s on s.id = r.schedule_id
          where s.daily_frequency = 'before_8' and r.kind = 'scheduled'
            and r.occurrence_at between @now - interval '24 hours' and @now
            and r.state not in ('delivered', 'skipped', 'missed')
            and ((r.occurrence_at at time zone s.time_zone)::date + time '07:55') at time zone s.time_zone <= @now
          union all
          select s.id, s.next_run_at, null
          from schedules s
          where s.next_run_at < @now - interval '15 minutes' and s.paused_at is null and s.deleted_at is null and s.set_aside_reason is null
        )
        update schedules s
        set alarmed_for = late.occurrence_at
        from late
        where s.id = late.id and (s.alarmed_for is null or s.alarmed_for < late.occurrence_at)
        returning s.id, s.name, s.owner_id, late.run_id
        """;

    public async Task<Unit> Handle(WatchOverdueRuns request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var late = await connection.ReadAllAsync<LateRow>(LateSql, new { now }, cancellationToken);
        if (late.Count > 0)
        {
            logger.LogCritical("{Count} schedules are overdue: {Schedules}", late.Count, string.Join(", ", late.Select(row => row.Id)));
            var items = late.Select(row => (row.OwnerId, row.RunId is { } runId
                ? new NoticeItem(row.Name, "Not delivered by 07:55, though it runs before 08:00.", $"/runs/{runId}")
                : new NoticeItem(row.Name, "Overdue: no run of it has started.", $"/schedules/{row.Id}"))).ToList();
            await InsertNotices.ExecuteAsync(connection, messageIds, items, "Alarm: customer lists are late", now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }

    private sealed record LateRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public Guid? OwnerId { get; init; }
        public long? RunId { get; init; }
    }
}
