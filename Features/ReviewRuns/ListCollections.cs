using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Pictures;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>The latest files of a schedule, or of one run, with everybody who may collect them: who did, when, and who did not.</summary>
public sealed record ListCollections(long? ScheduleId, long? RunId, int AtMost) : IRequest<IReadOnlyList<DeliveredFile>>;

public sealed record DeliveredFile
{
    public long DeliveryId { get; init; }
    public long ScheduledListId { get; init; }
    public long ScheduleId { get; init; }
    public long RunId { get; init; }
    public string ListName { get; init; } = "";
    public string? SplitValue { get; init; }
    public string Name => PartName.Of(ListName, SplitValue);
    public Instant AsOf { get; init; }
    public string Kind { get; init; } = "";
    public long FileId { get; init; }
    public string FileName { get; init; } = "";
    public long Size { get; init; }
    public long Rows { get; init; }
    public Instant ExpiresAt { get; init; }
    public Instant? RevokedAt { get; init; }
    public string? RevokedReason { get; init; }
    public string? RevokedBy { get; init; }
    public Instant? DeletedAt { get; init; }

    /// <summary>Whether a newer on-demand file took its place, when it expired.</summary>
    public bool Replaced { get; init; }

    /// <summary>Whether it can be collected today, by those who still have the right.</summary>
    public bool Lives { get; init; }

    public IReadOnlyList<Collector> People { get; init; } = [];

    public int Collected => People.Count(person => person.Times > 0);

    public Ring Ring => new(Collected, People.Count, $"{Plural.Number(Collected)} of {Plural.Number(People.Count)} collected");
}

/// <summary>Somebody named on a delivery's messages, or who asked for it to be run.</summary>
public sealed record Collector
{
    public long DeliveryId { get; init; }
    public long? MessageId { get; init; }
    public string Address { get; init; } = "";

    /// <summary>How the message stands; null where nothing is mailed.</summary>
    public string? State { get; init; }

    public Instant? AskedAt { get; init; }
    public Instant? ResentAt { get; init; }

    /// <summary>Whether the address is still on Email to.</summary>
    public bool Listed { get; init; }

    /// <summary>
    /// What keeps whoever has not collected from it today, see <see cref="Sentences.CannotCollectWords"/>; null when nothing does.
    /// </summary>
    public string? Why { get; init; }

    /// <summary>The account that comes nearest to the address, where something is in the way.</summary>
    public string? Account { get; init; }

    public Guid? AccountId { get; init; }

    /// <summary>How the reminder stands; null when none was due.</summary>
    public string? Reminder { get; init; }

    public Instant? RemindedAt { get; init; }

    public long Times { get; init; }
    public Instant? FirstAt { get; init; }
    public Instant? LastAt { get; init; }

    /// <summary>Whether a download began and did not reach its end.</summary>
    public bool BrokenOff { get; init; }

    public bool MayBeSentAgain => MessageId is not null && Listed && State is not (MessageStates.Waiting or MessageStates.Sending);
}

internal sealed class ListCollectionsHandler(
    NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<ListCollections, IReadOnlyList<DeliveredFile>>
{
    private const string FilesSql =
        """
        select d.id as delivery_id, d.scheduled_list_id, r.schedule_id, d.run_id, d.name as list_name,
          d.split_value, r.as_of, r.kind, f.id as file_id,
          f.name as file_name, f.size_bytes as size, d.row_count as rows, f.expires_at, f.revoked_at, f.revoked_reason,
          u.name as revoked_by, f.deleted_at, f.replaced_by is not null as replaced,
          f.deleted_at is null and f.expires_at > @now as lives
        from runs r
        join deliveries d on d.run_id = r.id
        join stored_files f on f.id = d.file_id
        left join users u on u.id = f.revoked_by

        """;

    // Two statements: one that served both would be planned for neither.
    private const string OfScheduleSql =
        """
        where r.schedule_id = @scheduleId and r.kind <> 'test'
        order by r.created_at desc, r.id desc, d.id desc
        limit @atMost
        """;

    private const string OfRunSql =
        """
        where r.id = @runId
        order by d.id desc
        limit @atMost
        """;

    // Runs that mail have a message a person; runs on demand have those who asked.
    private static readonly string PeopleSql =
        $"""
        with people as (
          select m.delivery_id, m.id as message_id, m.recipient::text as address, m.state, null::timestamptz as asked_at, m.resent_at
          from messages m
          where m.delivery_id = any(@deliveries) and m.kind = 'delivery'
          union all
          select d.id, null, u.email, null, q.requested_at, null
          from deliveries d
          join run_requests q on q.run_id = d.run_id and q.scheduled_list_id = d.scheduled_list_id
          join users u on u.id = q.user_id
          where d.id = any(@deliveries) and not {SharedWith.LeftOutSql("u.email")}
        )
        select p.*,
          run.kind = 'test' or exists (
            select from current_parts c
            where c.scheduled_list_id = d.scheduled_list_id and c.address = p.address collate "C"
              and (c.split_by is null or c.part_key = d.part_key)) as listed,
          n.why, n.account, n.account_id, rm.state as reminder, rm.accepted_at as reminded_at,
          coalesce(w.times, 0) as times, w.first_at, w.last_at, coalesce(w.broken_off, false) as broken_off
        from people p
        join deliveries d on d.id = p.delivery_id
        left join messages rm on rm.delivery_id = p.delivery_id and rm.recipient = p.address and rm.kind = 'reminder'
        join runs run on run.id = d.run_id
        left join cannot_collect n on n.message_id = p.message_id
        left join lateral (
          select count(*) filter (where w.completed) as times, min(w.downloaded_at) filter (where w.completed) as first_at,
            max(w.downloaded_at) filter (where w.completed) as last_at, bool_or(not w.completed) as broken_off
          from downloads w
          left join messages m on m.id = w.message_id
          left join users u on u.id = w.user_id
          where w.file_id = d.file_id and (m.recipient = p.address or (w.message_id is null and u.email collate "C" = p.address))
        ) w on true
        order by p.delivery_id, p.message_id, p.asked_at
        """;

    public async Task<IReadOnlyList<DeliveredFile>> Handle(ListCollections request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var files = await connection.ReadAllAsync<DeliveredFile>(
            FilesSql + (request.RunId is null ? OfScheduleSql : OfRunSql),
            new { request.ScheduleId, request.RunId, request.AtMost, now = clock.GetCurrentInstant() },
            cancellationToken);
        var people = (await connection.ReadAllAsync<Collector>(
            PeopleSql, new { deliveries = files.Select(file => file.DeliveryId).ToArray() }, cancellationToken))
            .ToLookup(person => person.DeliveryId);
        return [.. files.Select(file => file with { People = [.. people[file.DeliveryId]] })];
    }
}
