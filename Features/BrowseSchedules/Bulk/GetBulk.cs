using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Bulk;

/// <summary>What would become of schedules that were ticked, by name. Those that never were are left out.</summary>
public sealed record GetBulk(BulkAction Action, IReadOnlyList<long> Ids) : IRequest<BulkPlan>
{
    /// <summary>More than are ever shown on a page.</summary>
    public const int Most = 100;
}

/// <param name="Schedules">All that were ticked.</param>
/// <param name="Colleagues">To whom they can be handed over; only asked for where they are.</param>
public sealed record BulkPlan(IReadOnlyList<BulkSchedule> Schedules, IReadOnlyList<Person> Colleagues)
{
    public IEnumerable<BulkSchedule> Changing => Schedules.Where(schedule => schedule.Why is null);

    public IEnumerable<BulkSchedule> Staying => Schedules.Where(schedule => schedule.Why is not null);
}

internal sealed class GetBulkHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<GetBulk, BulkPlan>
{
    private const string Sql =
        $"""
        select schedules.id, schedules.name, schedules.version, schedules.deleted_at is not null as deleted,
          schedules.paused_at is not null as paused, schedules.run_as_schedule, schedules.run_on_demand, schedules.brought_back,
          coalesce(schedules.daily_frequency = 'before_8', false) as before_8, schedules.owner_id, users.name as owner,
          (select count(distinct r.address) from current_recipients r where r.schedule_id = schedules.id) as recipients,
          {RecurrenceRow.Columns}
        from schedules
        left join users on users.id = schedules.owner_id
        where schedules.id = any(@ids)
        order by lower(schedules.name), schedules.id
        """;

    private const string StaffSql = "select id, name from staff order by lower(name), id";

    public async Task<BulkPlan> Handle(GetBulk request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var found = await connection.ReadAllAsync<BulkSchedule, RecurrenceRow?, (BulkSchedule Schedule, RecurrenceRow? Row)>(
            Sql, new { ids = request.Ids.ToArray() }, "time_zone", (schedule, row) => (schedule, row), cancellationToken);
        var schedules = new List<BulkSchedule>();
        foreach (var (schedule, row) in found)
        {
            var programme = row is null || request.Action != BulkAction.Resume
                ? row
                : await row.WithPerformancesAsync(connection, now, cancellationToken);
            schedules.Add(Judge(request.Action, schedule, programme, now));
        }

        var colleagues = request.Action == BulkAction.HandOver
            ? await connection.ReadAllAsync<Person>(StaffSql, cancellationToken)
            : [];
        return new BulkPlan(schedules, colleagues);
    }

    private static BulkSchedule Judge(BulkAction action, BulkSchedule schedule, RecurrenceRow? row, Instant now)
    {
        var why = (action, schedule) switch
        {
            (_, { Deleted: true }) => "it was deleted",
            (BulkAction.Pause, { Paused: true }) => "it is paused already",
            (BulkAction.Resume, { Paused: false }) => "it is not paused",
            _ => null,
        };
        return why is null && action == BulkAction.Resume && schedule.RunAsSchedule
            ? Resumed(schedule, row ?? new RecurrenceRow(), now)
            : schedule with { Why = why };
    }

    private static BulkSchedule Resumed(BulkSchedule schedule, RecurrenceRow row, Instant now)
    {
        try
        {
            return schedule with { TimeZone = row.TimeZone, Next = row.ToRecurrence().OccurrencesAfter(now).FirstOrDefault() };
        }
        catch (RecurrenceException refused)
        {
            return schedule with { Why = $"{refused.Message} Correct its Basic Details first" };
        }
    }
}
