using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.ReviewRuns.Sentences;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewRuns;

/// <summary>Everything about one run; null when there is no such run.</summary>
public sealed record GetRun(long Id) : IRequest<RunDetails?>;

public sealed record RunDetails
{
    public long Id { get; init; }
    public long ScheduleId { get; init; }
    public string ScheduleName { get; init; } = "";
    public bool ScheduleDeleted { get; init; }
    public string Kind { get; init; } = "";
    public string? RequestedBy { get; init; }
    public Instant AsOf { get; init; }
    public bool Late { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public string? PerformanceName { get; init; }
    public Instant? PerformanceStartsAt { get; init; }
    public int? MissedCount { get; init; }
    public Instant? FirstMissedAt { get; init; }
    public Instant? LastMissedAt { get; init; }
    public Instant CreatedAt { get; init; }
    public Instant? FinishedAt { get; init; }
    public IReadOnlyList<DeliveryDetails> Deliveries { get; init; } = [];
    public IReadOnlyList<RunMailing> Mailings { get; init; } = [];

    /// <summary>What of its split lists goes to nobody.</summary>
    public IReadOnlyList<RunSplit> Splits { get; init; } = [];

    public bool IsOpen => State is RunStates.Waiting or RunStates.Running;

    /// <summary>Whether anything of it failed; an address that was left out did not.</summary>
    public bool CanRetry => !ScheduleDeleted && State is (RunStates.Failed or RunStates.PartlyDelivered)
        && (Mailings.Count > 0 || Deliveries.Any(delivery => delivery is { State: DeliveryStates.Failed, MadeAt: null }
            || delivery.Messages.Any(message => message.State == MessageStates.Failed)));
}

public sealed record RunMailing
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Category { get; init; } = "";
    public string CampaignName { get; init; } = "";
    public string CustomerListName { get; init; } = "";
    public string State { get; init; } = "";
    public string Step { get; init; } = "";
    public string? Reason { get; init; }
    public long? Recipients { get; init; }
}

public sealed record DeliveryDetails
{
    public long Id { get; init; }
    public long ScheduledListId { get; init; }
    public string ListName { get; init; } = "";

    /// <summary>Of a list that is split, whose part it is.</summary>
    public string? SplitValue { get; init; }

    public string Name => PartName.Of(ListName, SplitValue);
    public string CustomerListName { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public long? RowCount { get; init; }
    public long? BookingCount { get; init; }
    public long? RowsSoFar { get; init; }
    public string? Notes { get; init; }
    public string Send { get; init; } = "";
    public long? NewCustomers { get; init; }
    public long? GoneCustomers { get; init; }
    public Instant? ComparedWith { get; init; }
    public string? NotCompared { get; init; }

    /// <summary>What became of addresses outside, as stored.</summary>
    public string Sharing { get; init; } = "[]";

    public string? DateMetrics { get; init; }
    public string? Description { get; init; }

    /// <summary>What its bookings come to, as stored; null where its file shows none.</summary>
    public string? Totals { get; init; }

    /// <summary>How the list differed from its last delivery; null where nobody asked.</summary>
    public SinceLast? Since => SinceLast.Of(NewCustomers, GoneCustomers, ComparedWith, NotCompared);

    public Instant NextAttemptAt { get; init; }
    public Instant? MadeAt { get; init; }
    public int Failures { get; init; }
    public byte[]? Sha256 { get; init; }
    public IReadOnlyList<DeliveryAttempt> Attempts { get; init; } = [];
    public IReadOnlyList<MessageDetails> Messages { get; init; } = [];
}

public sealed record DeliveryAttempt
{
    public long DeliveryId { get; init; }
    public int Attempt { get; init; }
    public Instant StartedAt { get; init; }
    public string? Outcome { get; init; }
}

public sealed record MessageDetails
{
    public long Id { get; init; }
    public long DeliveryId { get; init; }
    public string Recipient { get; init; } = "";
    public string State { get; init; } = "";
    public int? ReplyCode { get; init; }
    public string? ReplyText { get; init; }
    public Instant? AcceptedAt { get; init; }
    public int Attempt { get; init; }
    public Instant NextAttemptAt { get; init; }
    public int Failures { get; init; }
    public Instant? ResentAt { get; init; }
}

internal sealed class GetRunHandler(NpgsqlDataSource dataSource) : IRequestHandler<GetRun, RunDetails?>
{
    private const string Sql =
        """
        select r.id, r.schedule_id, r.schedule_name, r.kind, r.as_of, r.late, r.state, r.reason, r.missed_count, r.first_missed_at,
          r.last_missed_at, r.performance_name, r.performance_starts_at, r.created_at,
          r.finished_at, s.deleted_at is not null as schedule_deleted, u.name as requested_by
        from runs r
        join schedules s on s.id = r.schedule_id
        left join users u on u.id = r.requested_by
        where r.id = @id;

        select d.id, d.scheduled_list_id, d.name as list_name, d.split_value,
          d.customer_list_name, d.file_format, d.state, d.reason, d.row_count, d.booking_count,
          d.rows_so_far, d.send, d.new_customers, d.gone_customers, d.compared_with, d.not_compared, d.notes, d.sharing::text as sharing,
          d.date_metrics::text as date_metrics, d.description, d.totals::text as totals,
          d.next_attempt_at, d.made_at, d.failures, f.sha256
        from deliveries d
        left join stored_files f on f.id = d.file_id
        where d.run_id = @id
        order by d.position, lower(d.split_value), d.id;

        select a.delivery_id, a.attempt, a.started_at, a.outcome
        from delivery_attempts a
        join deliveries d on d.id = a.delivery_id
        where d.run_id = @id
        order by a.delivery_id, a.attempt;

        select m.id, m.delivery_id, m.recipient::text as recipient, m.state, m.reply_code, m.reply_text, m.accepted_at, m.attempt,
          m.next_attempt_at, m.failures, m.resent_at
        from messages m
        join deliveries d on d.id = m.delivery_id
        where d.run_id = @id and m.kind = 'delivery'
        order by m.delivery_id, m.id;

        select m.id, m.name, m.category, m.campaign_name, m.customer_list_name, m.state, m.step, m.reason, m.recipients
        from mailings m
        where m.run_id = @id
        order by m.position, m.id;

        select s.scheduled_list_id, (select min(d.split_by) from deliveries d where d.run_id = s.run_id
            and d.scheduled_list_id = s.scheduled_list_id) as split_by, s.customers_without_value, s.unmet, s.unmet_values
        from run_splits s
        where s.run_id = @id;
        """;

    public Task<RunDetails?> Handle(GetRun request, CancellationToken cancellationToken) =>
        dataSource.ReadResultsAsync(Sql, new { request.Id }, ReadAsync, cancellationToken);

    private static async Task<RunDetails?> ReadAsync(SqlMapper.GridReader results)
    {
        var run = await results.ReadSingleOrDefaultAsync<RunDetails>();
        if (run is null)
        {
            return null;
        }

        var deliveries = (await results.ReadAsync<DeliveryDetails>()).ToList();
        var attempts = (await results.ReadAsync<DeliveryAttempt>()).ToLookup(attempt => attempt.DeliveryId);
        var messages = (await results.ReadAsync<MessageDetails>()).ToLookup(message => message.DeliveryId);
        return run with
        {
            Deliveries = [.. deliveries.Select(delivery => delivery with
            {
                Attempts = [.. attempts[delivery.Id]],
                Messages = [.. messages[delivery.Id]],
            })],
            Mailings = [.. await results.ReadAsync<RunMailing>()],
            Splits = [.. await results.ReadAsync<RunSplit>()],
        };
    }
}
