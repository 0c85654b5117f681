using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>One instant at which a schedule is due.</summary>
/// <param name="At">The instant.</param>
/// <param name="Wall">What a clock in the schedule's time zone shows then.</param>
/// <param name="Offset">That zone's offset from UTC then.</param>
/// <param name="MovedByDaylightSaving">The time that was asked for does not exist on that day, so this one stands in for it.</param>
public sealed record Occurrence(Instant At, LocalDateTime Wall, Offset Offset, bool MovedByDaylightSaving)
{
    /// <summary>The performance that it is before; null for other recurrences.</summary>
    public Performance? Performance { get; init; }

    /// <summary>The schedule's time zone, where a performance is to be said in it.</summary>
    public DateTimeZone Zone { get; init; } = DateTimeZone.Utc;
}
