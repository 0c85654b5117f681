using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>A message that this sender holds, with what its mail says.</summary>
public sealed record MessageClaim : WorkClaim<long>
{
    /// <summary>delivery, or reminder.</summary>
    public string Kind { get; init; } = "";

    public long DeliveryId { get; init; }
    public string Recipient { get; init; } = "";
    public string MessageId { get; init; } = "";
    public byte[] TokenProtected { get; init; } = [];
    public string ListName { get; init; } = "";
    public string? Subject { get; init; }
    public string RunKind { get; init; } = "";
    public Instant AsOf { get; init; }
    public string? PerformanceName { get; init; }
    public Instant? PerformanceStartsAt { get; init; }
    public bool Late { get; init; }
    public Instant MadeAt { get; init; }
    public long RowCount { get; init; }
    public long? BookingCount { get; init; }
    public string Send { get; init; } = "";
    public long? NewCustomers { get; init; }
    public long? GoneCustomers { get; init; }
    public Instant? ComparedWith { get; init; }
    public string? NotCompared { get; init; }

    /// <summary>How the list differs from its last delivery; null where nobody asks.</summary>
    public SinceLast? Since => SinceLast.Of(NewCustomers, GoneCustomers, ComparedWith, NotCompared);

    public string? Notes { get; init; }
    public string? DateMetrics { get; init; }
    public string? Description { get; init; }
    public string FileFormat { get; init; } = "";
    public Instant? ExpiresAt { get; init; }
    public string? OwnerAddress { get; init; }
    public string? SplitValue { get; init; }

    /// <summary>Whether it is of a part, so that others may be in its mail.</summary>
    public bool IsPart => SplitValue is not null;

    /// <summary>Messages as work.</summary>
    public static readonly WorkKind<MessageClaim> Work = new()
    {
        Name = "message",
        Table = "messages",
        Working = MessageStates.Sending,
        LongestPause = TimeSpan.FromSeconds(30),
        Select =
            """
            select c.id, c.kind, c.attempt, c.failures, c.delivery_id, c.recipient::text as recipient, c.message_id, c.token_protected,
              d.name as list_name, d.subject, r.kind as run_kind, r.as_of, r.performance_name, r.performance_starts_at, r.late,
              d.made_at, d.row_count, d.booking_count, d.send, d.new_customers, d.gone_customers, d.compared_with, d.not_compared, d.notes,
              d.date_metrics::text as date_metrics, d.description, d.file_format,
              f.expires_at,
              u.email as owner_address, d.split_value
            from claimed c
            join deliveries d on d.id = c.delivery_id
            join runs r on r.id = d.run_id
            join schedules s on s.id = r.schedule_id
            left join stored_files f on f.id = d.file_id
            left join users u on u.id = s.owner_id and u.deactivated_at is null
            order by c.next_attempt_at, c.id
            """,
    };
}
