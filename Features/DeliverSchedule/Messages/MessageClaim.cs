using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Infrastructure.Email;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>A message that this sender holds, with what its mail says.</summary>
public sealed record MessageClaim
{
    public long Id { get; init; }

    /// <summary>delivery, or reminder.</summary>
    public string Kind { get; init; } = "";

    public int Attempt { get; init; }
    public int Failures { get; init; }
    public long DeliveryId { get; init; }
    public string Recipient { get; init; } = "";
    public string MessageId { get; init; } = "";
    public byte[] TokenProtected { get; init; } = [];
    public string ListName { get; init; } = "";
    public string? Subject { get; init; }
    public string RunKind { get; init; } = "";
    public Instant AsOf { get; init; }
    public bool Late { get; init; }
    public Instant MadeAt { get; init; }
    public long RowCount { get; init; }
    public string? Notes { get; init; }
    public string? DateMetrics { get; init; }
    public string? Description { get; init; }
    public string FileFormat { get; init; } = "";
    public Instant? ExpiresAt { get; init; }
    public string? OwnerAddress { get; init; }
}
