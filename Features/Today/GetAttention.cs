using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.ImportData.Freshness;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.Today;

/// <summary>What needs a person now, the worst first.</summary>
/// <param name="Administrator">Whether what only administrators can put right is named too.</param>
public sealed record GetAttention(bool Administrator) : IRequest<IReadOnlyList<AttentionLine>>;

/// <param name="Tone">"bad" for what was not done, "warn" for what will go wrong.</param>
/// <param name="Subject">What it is about: a schedule's name.</param>
/// <param name="Url">Where that is; null where there is no page of it.</param>
/// <param name="Says">What is the matter, going on from the subject: "did not run: …".</param>
/// <param name="Remedy">What to do, as the words of a link.</param>
/// <param name="RemedyUrl">Where that is done.</param>
public sealed record AttentionLine(string Tone, string Subject, string? Url, string Says, string Remedy, string RemedyUrl);

internal sealed class GetAttentionHandler(
    NpgsqlDataSource dataSource, SharedReads reads, VenueReader venues, IMediator mediator, IClock clock)
    : IRequestHandler<GetAttention, IReadOnlyList<AttentionLine>>
{
    private const string Most = "20";

    // A later run of the schedule that went well has put an earlier one right.
    private const string Sql =
        $"""
        select distinct on (r.schedule_id) r.id, r.schedule_id, r.schedule_name, r.state, r.as_of, r.reason, r.missed_count,
          f.recipient::text as recipient, f.reply_text
        from runs r
        join schedules s on s.id = r.schedule_id and s.deleted_at is null
        left join lateral (
          select m.recipient, m.reply_text
          from deliveries d
          join messages m on m.delivery_id = d.id and m.state = 'failed'
          where d.run_id = r.id
          order by m.id
          limit 1
        ) f on true
        where r.state in ('failed', 'partly_delivered', 'missed') and r.kind in ('scheduled', 'manual')
          and r.created_at > @now - interval '7 days'
          and not exists (
            select from runs later
            where later.schedule_id = r.schedule_id and later.created_at >= r.created_at and later.id > r.id
              and later.kind in ('scheduled', 'manual') and later.state in ('delivered', 'skipped'))
        order by r.schedule_id, r.id desc
        limit {Most};

        select id, name, set_aside_reason, next_run_at
        from schedules
        where deleted_at is null and paused_at is null
          and (set_aside_reason is not null or next_run_at < @now - interval '15 minutes')
        order by next_run_at nulls first, id
        limit {Most};

        select m.id, m.name, m.reason, m.too_late_at
        from mailings m
        where m.state = 'held'
        order by m.too_late_at
        limit {Most};

        select s.id as schedule_id, s.name as schedule_name,
          (select count(distinct c.address)::int from current_recipients c where c.schedule_id = s.id) as people, lacking.cannot
        from (
          select c.schedule_id, array_agg(distinct c.address::text) as cannot
          from current_recipients c
          where c.address not in (select address from collectors where address is not null)
          group by c.schedule_id
        ) lacking
        join schedules s on s.id = lacking.schedule_id
        where s.deleted_at is null and s.paused_at is null and not s.unsaved_copy and (s.next_run_at is not null or s.run_on_demand)
        order by lower(s.name), s.id
        limit {Most};

        select max(percent) from stored_size_alarms;
        """;

    public Task<IReadOnlyList<AttentionLine>> Handle(GetAttention request, CancellationToken cancellationToken) =>
        reads.OfAsync(request, () => LinesAsync(request, CancellationToken.None));

    private async Task<IReadOnlyList<AttentionLine>> LinesAsync(GetAttention request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        var found = await dataSource.ReadResultsAsync(Sql, new { now }, ReadAsync, cancellationToken);
        var age = await mediator.Send(new GetDataAge(), cancellationToken);
        var lines = new List<AttentionLine>();
        lines.AddRange(found.Runs.Select(run => Line(run, zone)));
        lines.AddRange(found.Stopped.Select(schedule => Line(schedule, zone)));
        lines.AddRange(found.Held.Select(mailing => new AttentionLine(
            "warn", mailing.Name, $"/mailings/{mailing.Id}",
            $"is held: {mailing.Reason} It lapses {WallTime.Short(mailing.TooLateAt, zone)}.", "Decide", $"/mailings/{mailing.Id}")));
        lines.AddRange(found.CannotCollect.Select(Line));
        if (age.Warning is { } warning)
        {
            lines.Add(new AttentionLine("warn", "Customer data", null, $"is old. {warning}", "Import data", "/import"));
        }

        if (found.StoredPercent is { } percent)
        {
            lines.Add(new AttentionLine(
                "warn", "Stored files", null, $"take {percent} % or more of the room that is meant for them.", "See what to do",
                "/settings#files"));
        }

        return [.. lines
            .Where(line => request.Administrator || !IsForAdministrators(line.RemedyUrl))
            .OrderBy(line => line.Tone == "bad" ? 0 : 1)];
    }

    private static bool IsForAdministrators(string url) =>
        url.StartsWith("/settings", StringComparison.Ordinal) || url.StartsWith("/import", StringComparison.Ordinal);

    private static async Task<Found> ReadAsync(SqlMapper.GridReader results) => new(
        [.. (await results.ReadAsync<RunRow>()).OrderByDescending(run => run.AsOf)],
        [.. await results.ReadAsync<StoppedRow>()],
        [.. await results.ReadAsync<HeldRow>()],
        [.. await results.ReadAsync<RecipientsRow>()],
        await results.ReadSingleAsync<int?>());

    private static AttentionLine Line(RunRow run, DateTimeZone zone)
    {
        var at = WallTime.Short(run.AsOf, zone);
        var what = run.State switch
        {
            RunStates.Missed => run.MissedCount == 1
                ? $"missed its run of {at}."
                : $"missed {Plural.Count(run.MissedCount ?? 0, "run")}, the last due {at}.",
            RunStates.PartlyDelivered when run.Recipient is not null =>
                $"did not reach everybody on {at}: {run.Recipient}{(run.ReplyText is null ? "" : $", “{run.ReplyText}”")}.",
            RunStates.PartlyDelivered => $"was only partly delivered on {at}.",
            _ => $"failed on {at}.",
        };
        return new AttentionLine(
            run.State == RunStates.Failed ? "bad" : "warn", run.ScheduleName, $"/schedules/{run.ScheduleId}",
            run.Reason is null ? what : $"{what} {run.Reason}", run.State == RunStates.Missed ? "Look at it" : "Put right",
            $"/runs/{run.Id}");
    }

    private static AttentionLine Line(StoppedRow schedule, DateTimeZone zone) => schedule.SetAsideReason is { } reason
        ? new AttentionLine(
            "bad", schedule.Name, $"/schedules/{schedule.Id}", $"was set aside and does not run: {reason}", "Correct it",
            $"/schedules/{schedule.Id}/basic-details")
        : new AttentionLine(
            "bad", schedule.Name, $"/schedules/{schedule.Id}",
            $"was due {WallTime.Short(schedule.NextRunAt!.Value, zone)} and has not started.", "Look at it", $"/schedules/{schedule.Id}");

    private static AttentionLine Line(RecipientsRow schedule)
    {
        var named = string.Join(", ", schedule.Cannot.Take(2));
        var more = schedule.Cannot.Length > 2 ? $" and {schedule.Cannot.Length - 2} more" : "";
        return new AttentionLine(
            "warn", schedule.ScheduleName, $"/schedules/{schedule.ScheduleId}",
            $"goes to {Plural.Count(schedule.People, "person", "people")}, of whom {schedule.Cannot.Length} cannot collect: {named}{more}.",
            "Put right", $"/schedules/{schedule.ScheduleId}/customer-lists");
    }

    private sealed record Found(
        IReadOnlyList<RunRow> Runs, IReadOnlyList<StoppedRow> Stopped, IReadOnlyList<HeldRow> Held,
        IReadOnlyList<RecipientsRow> CannotCollect, int? StoredPercent);

    private sealed record RunRow
    {
        public long Id { get; init; }
        public long ScheduleId { get; init; }
        public string ScheduleName { get; init; } = "";
        public string State { get; init; } = "";
        public Instant AsOf { get; init; }
        public string? Reason { get; init; }
        public int? MissedCount { get; init; }
        public string? Recipient { get; init; }
        public string? ReplyText { get; init; }
    }

    private sealed record StoppedRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? SetAsideReason { get; init; }
        public Instant? NextRunAt { get; init; }
    }

    private sealed record HeldRow
    {
        public long Id { get; init; }
        public string Name { get; init; } = "";
        public string? Reason { get; init; }
        public Instant TooLateAt { get; init; }
    }

    private sealed record RecipientsRow
    {
        public long ScheduleId { get; init; }
        public string ScheduleName { get; init; } = "";
        public int People { get; init; }
        public string[] Cannot { get; init; } = [];
    }
}
