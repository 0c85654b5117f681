using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Overview;

/// <summary>Everything about one schedule; null when there is none.</summary>
public sealed record GetSchedule(long Id) : IRequest<ScheduleOverview?>;

public sealed record ScheduleOverview
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Action { get; init; }

    public bool RunOnDemand { get; init; }

    public bool RunAsSchedule { get; init; }

    public bool Paused { get; init; }

    public string? SetAsideReason { get; init; }

    public Guid? OwnerId { get; init; }

    public string? Owner { get; init; }

    /// <summary>The recurrence in plain words, or why it cannot be read.</summary>
    public string? Sentence { get; init; }

    public bool Before8 { get; init; }

    public IReadOnlyList<Occurrence> Next { get; init; } = [];

    public bool BeforePerformance { get; init; }

    /// <summary>The performances that are not over and before which nothing will run.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>The schedule's time zone, where it runs by itself.</summary>
    public DateTimeZone? Zone { get; init; }

    public IReadOnlyList<ScheduleEntry> Entries { get; init; } = [];

    public IReadOnlyList<ScheduleEmail> Emails { get; init; } = [];

    public IReadOnlyList<RecentRun> Runs { get; init; } = [];

    /// <summary>The staff whom the schedule can be given to.</summary>
    public IReadOnlyList<Person> Staff { get; init; } = [];

    public bool SendsEmails => Action == ScheduleActions.SendIntegratedEmail;

    public bool ContainsAny => SendsEmails ? Emails.Count > 0 : Entries.Count > 0;
}

public sealed record ScheduleEntry
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string CustomerListName { get; init; }

    public required string FileFormat { get; init; }

    public string Send { get; init; } = "";

    public string WhenEmpty { get; init; } = "";

    public int? AtLeast { get; init; }

    public string[] Recipients { get; init; } = [];

    /// <summary>By what it is split; null: the same list to everyone.</summary>
    public string? SplitBy { get; init; }
}

/// <summary>An integrated email, and what became of it last.</summary>
public sealed record ScheduleEmail
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string Category { get; init; }

    public required string CustomerListName { get; init; }

    public required string CampaignName { get; init; }

    public long? MailingId { get; init; }

    public string? MailingState { get; init; }
}

public sealed record RecentRun
{
    public long Id { get; init; }

    public required string Kind { get; init; }

    public Instant AsOf { get; init; }

    public bool Late { get; init; }

    public required string State { get; init; }

    public string? Reason { get; init; }

    /// <summary>How many were sent a link that lives.</summary>
    public int People { get; init; }

    /// <summary>What keeps each of them who cannot from collecting.</summary>
    public string[] Cannot { get; init; } = [];
}

internal sealed class GetScheduleHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<GetSchedule, ScheduleOverview?>
{
    private const int Occurrences = 12;

    private const string ScheduleSql =
        $"""
        select schedules.id, schedules.name, description, action, run_on_demand, run_as_schedule, paused_at is not null as paused,
          set_aside_reason, owner_id, users.name as owner, {RecurrenceRow.Columns}
        from schedules
        left join users on users.id = schedules.owner_id
        where schedules.id = @id and schedules.deleted_at is null
        """;

    private const string EntriesSql =
        """
        select l.id, l.name, c.name as customer_list_name, l.file_format, l.split_by, l.send, l.when_empty, l.at_least,
          coalesce(array_agg(r.address::text order by r.position) filter (where r.address is not null), '{}') as recipients
        from scheduled_lists l
        join customer_lists c on c.id = l.customer_list_id
        left join scheduled_list_recipients r on r.scheduled_list_id = l.id
        where l.schedule_id = @id and l.deleted_at is null
        group by l.id, c.name
        order by l.position, l.id
        """;

    private const string EmailsSql =
        """
        select e.id, e.name, k.name as category, c.name as customer_list_name, e.campaign_name, m.id as mailing_id, m.state as mailing_state
        from integrated_emails e
        join mailing_categories k on k.id = e.mailing_category_id
        join customer_lists c on c.id = e.customer_list_id
        left join lateral (
          select s.id, s.state
          from mailings s
          join runs r on r.id = s.run_id and r.kind <> 'test'
          where s.integrated_email_id = e.id
          order by s.id desc
          limit 1
        ) m on true
        where e.schedule_id = @id and e.deleted_at is null
        order by e.position, e.id
        """;

    private const string RunsSql =
        """
        select r.id, r.kind, r.as_of, r.late, r.state, r.reason, coalesce(p.people, 0)::int as people, coalesce(p.cannot, '{}') as cannot
        from (select * from runs where schedule_id = @id order by created_at desc, id desc limit 10) r
        left join lateral (
          select count(*) as people, array_agg(n.why) filter (where n.why is not null) as cannot
          from deliveries d
          join stored_files f on f.id = d.file_id and f.deleted_at is null and f.expires_at > @now
          join messages m on m.delivery_id = d.id and m.kind = 'delivery'
          left join cannot_collect n on n.message_id = m.id
          where d.run_id = r.id
        ) p on true
        order by r.created_at desc, r.id desc
        """;

    private const string StaffSql = "select id, name from staff order by lower(name), id";

    public async Task<ScheduleOverview?> Handle(GetSchedule request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.ReadAllAsync<ScheduleOverview, RecurrenceRow?, (ScheduleOverview Schedule, RecurrenceRow? Row)>(
            ScheduleSql, new { request.Id }, "time_zone", (schedule, row) => (schedule, row), cancellationToken);
        if (rows is not [var (schedule, row)])
        {
            return null;
        }

        var found = await WithRecurrenceAsync(connection, schedule, row, cancellationToken);
        return await connection.ReadResultsAsync(
            $"{EntriesSql};{EmailsSql};{RunsSql};{StaffSql}", new { request.Id, now = clock.GetCurrentInstant() },
            async rest => found with
            {
                Entries = [.. await rest.ReadAsync<ScheduleEntry>()],
                Emails = [.. await rest.ReadAsync<ScheduleEmail>()],
                Runs = [.. await rest.ReadAsync<RecentRun>()],
                Staff = [.. await rest.ReadAsync<Person>()],
            },
            cancellationToken);
    }

    private async Task<ScheduleOverview> WithRecurrenceAsync(
        NpgsqlConnection connection, ScheduleOverview schedule, RecurrenceRow? row, CancellationToken cancellationToken)
    {
        if (!schedule.RunAsSchedule || row is null)
        {
            return schedule;
        }

        try
        {
            var now = clock.GetCurrentInstant();
            row = await row.WithPerformancesAsync(connection, now, cancellationToken);
            var recurrence = row.ToRecurrence();
            return schedule with
            {
                BeforePerformance = row.IsBeforePerformance,
                Zone = recurrence.Zone,
                LeftOut = recurrence.BeforePerformance is { } rule ? LeftOut.Of(rule, row.Performances, now) : [],
                Sentence = recurrence.Describe(),
                Before8 = recurrence.DailyFrequency is DailyFrequency.Before8,
                Next = [.. recurrence.OccurrencesAfter(now).Take(Occurrences)],
            };
        }
        catch (RecurrenceException unreadable)
        {
            return schedule with
            {
                Sentence = unreadable.Message.TrimEnd('.'),
                SetAsideReason = schedule.SetAsideReason ?? unreadable.Message,
            };
        }
    }
}
