using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>
/// Works out anew when schedules that run before each performance run next, as soon as the programme is another than this node saw last:
/// whoever wrote it, an import or the venue's feed with SQL of its own. Where there is no such schedule, nothing is looked at.
/// </summary>
public sealed record WatchProgramme : IRequest<Unit>;

internal sealed class WatchProgrammeHandler(
    NpgsqlDataSource dataSource, SeenProgramme seen, IClock clock)
    : IRequestHandler<WatchProgramme, Unit>
{
    // Whatever an occurrence may depend on, summed over rows, so that their order does not matter. What began days ago has none.
    private const string MarkSql =
        """
        select concat_ws('/', v.performance_hours,
          (select concat(count(*), ':', sum(hashtextextended(concat_ws(
            '/', i.id, i.event_id, extract(epoch from i.starts_at), coalesce(extract(epoch from i.ends_at), 0), i.cancelled), 0)))
          from crm.event_instances i where i.starts_at > @now - interval '3 days'),
          (select concat(count(*), ':', sum(hashtextextended(concat_ws('/', e.id, e.name), 0))) from crm.events e),
          (select concat(count(*), ':', sum(hashtextextended(concat_ws('/', t.event_id, t.event_tag_id), 0))) from crm.tagged_events t))
        from venue_settings v
        where exists (select from schedules where occurs = 'before_performance' and deleted_at is null)
        """;

    private const string SchedulesSql =
        $"""
        select schedules.id, {RecurrenceRow.Columns}
        from schedules
        where occurs = 'before_performance' and run_as_schedule and deleted_at is null and paused_at is null and set_aside_reason is null
        order by id
        for update of schedules
        """;

    private const string NextSql = "update schedules set next_run_at = @next where id = @id and next_run_at is distinct from @next";

    private const string PurgeSql = "delete from performance_occurrences where starts_at < @now - interval '60 days'";

    public async Task<Unit> Handle(WatchProgramme request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var mark = await connection.ScalarAsync<string?>(MarkSql, new { now }, cancellationToken);
        if (mark is null || mark == seen.Mark)
        {
            return Unit.Value;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(PurgeSql, new { now }, cancellationToken);
        var schedules = await connection.ReadAllAsync<long, RecurrenceRow, (long Id, RecurrenceRow Row)>(
            SchedulesSql, new { now }, "time_zone", (id, row) => (id, row), cancellationToken);
        var plans = await PlanPerformances.ExecuteAsync(connection, schedules, now, anew: false, cancellationToken);
        foreach (var (id, plan) in plans)
        {
            await connection.RunAsync(NextSql, new { id, plan.Next }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        seen.Mark = mark;
        return Unit.Value;
    }
}
