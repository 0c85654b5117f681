namespace CustomerListSchedules.Features.DeliverSchedule.Reminders;

/// <summary>Configuration section <c>Files</c>.</summary>
public sealed record StoredSizeOptions
{
    /// <summary>
    /// What stored files may come to, in GB (1,000,000,000 bytes): administrators are told at 80 and at 100 % of it. Nothing is refused.
    /// </summary>
    public int AlarmGigabytes { get; init; } = 20;

    public long AlarmBytes => AlarmGigabytes * 1_000_000_000L;
}
