using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Reminders;

/// <summary>Gathers runs that failed or were missed, and schedules set aside, into notices. Waits two minutes for more to gather.</summary>
public sealed record GatherNotices : IRequest<Unit>;

internal sealed class GatherNoticesHandler(
    NpgsqlDataSource dataSource, MessageIds messageIds, VenueReader venues, IClock clock) : IRequestHandler<GatherNotices, Unit>
{
    private static readonly Duration GatherFor = Duration.FromMinutes(2);

    private const string RunsSql =
        """
        with settled as (
          select r.id
          from runs r
          where r.noticed_at is null and r.kind <> 'test' and r.state in ('failed', 'partly_delivered', 'missed')
            and exists (
              select from runs o
              where o.noticed_at is null and o.kind <> 'test' and o.state in ('failed', 'partly_delivered', 'missed')
                and o.finished_at <= @before)
          order by r.id
          limit 500
          for update skip locked
        )
        update runs r
        set noticed_at = @now
        from settled, schedules s
        where r.id = settled.id and s.id = r.schedule_id
        returning r.id, r.schedule_name, r.state, r.reason, r.as_of, r.missed_count, r.first_missed_at, r.last_missed_at, s.owner_id,
          s.action = 'send_integrated_email' as mails
        """;

    private const string SetAsideSql =
        """
        update schedules
        set set_aside_noticed_at = @now
        where set_aside_reason is not null and set_aside_noticed_at is null and deleted_at is null
        returning id, name, set_aside_reason, owner_id, action = 'send_integrated_email' as mails
        """;

    public async Task<Unit> Handle(GatherNotices request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var venue = await venues.ReadAsync(cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var items = new List<(Guid?, NoticeItem)>();
        var runs = await connection.ReadAllAsync<RunRow>(RunsSql, new { now, before = now - GatherFor }, cancellationToken);
        items.AddRange(runs.OrderBy(run => run.Id)
            .Select(run => (run.OwnerId, new NoticeItem(run.ScheduleName, Words(run, venue.Zone), $"/runs/{run.Id}"))));
        var setAside = await connection.ReadAllAsync<SetAsideRow>(SetAsideSql, new { now }, cancellationToken);
        items.AddRange(setAside.Select(schedule => (
            schedule.OwnerId,
            new NoticeItem(
                schedule.Name, $"This schedule does not run any more: {schedule.SetAsideReason}", $"/schedules/{schedule.Id}"))));
        if (items.Count > 0)
        {
            var mails = runs.Count(run => run.Mails) + setAside.Count(schedule => schedule.Mails);
            await InsertNotices.ExecuteAsync(connection, messageIds, items, Subject(items.Count, mails), now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }

    private static string Subject(int items, int mails) => (items, mails) switch
    {
        (1, 0) => "A customer list needs your attention",
        (1, 1) => "An integrated email needs your attention",
        (_, 0) => $"{items} customer lists need your attention",
        _ when mails == items => $"{items} integrated emails need your attention",
        _ => $"{items} customer lists and integrated emails need your attention",
    };

    private static string Words(RunRow run, DateTimeZone zone) => run.State switch
    {
        RunStates.Missed when run.MissedCount == 1 =>
            $"Missed: due {WallTime.Words(run.AsOf, zone)}, while the application was not running.",
        RunStates.Missed =>
            $"Missed {run.MissedCount} times while the application was not running, from "
            + $"{WallTime.Words(run.FirstMissedAt!.Value, zone)} to {WallTime.Words(run.LastMissedAt!.Value, zone)}.",
        _ => $"{RunWords.State(run.State)}, due {WallTime.Words(run.AsOf, zone)}. {run.Reason}",
    };

    private sealed record RunRow
    {
        public long Id { get; init; }
        public string ScheduleName { get; init; } = "";
        public string State { get; init; } = "";
        public string? Reason { get; init; }
        public Instant AsOf { get; init; }
        public int? MissedCount { get; init; }
        public Instant? FirstMissedAt { get; init; }
        public Instant? LastMissedAt { get; init; }
        public Guid? OwnerId { get; init; }

        /// <summary>Whether it sends integrated emails rather than files.</summary>
        public bool Mails { get; init; }
    }

    private sealed record SetAsideRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string SetAsideReason { get; init; } = "";
        public Guid? OwnerId { get; init; }

        /// <summary>Whether it sends integrated emails rather than files.</summary>
        public bool Mails { get; init; }
    }
}
