using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>What is known of a performance before which a schedule runs: a row of <c>performance_occurrences</c>.</summary>
public sealed record PerformanceOccurrence
{
    public long PerformanceId { get; init; }

    public Instant StartsAt { get; init; }

    /// <summary>The moment that the recurrence says.</summary>
    public Instant Moment { get; init; }

    /// <summary>When its list is due: the moment, or when the performance was first seen where that was later.</summary>
    public Instant DueAt { get; init; }

    /// <summary>Run, missed or passed; otherwise it waits.</summary>
    public bool Settled { get; init; }

    public (long PerformanceId, Instant StartsAt, Instant Moment) Key => (PerformanceId, StartsAt, Moment);
}
