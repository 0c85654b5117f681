using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>The performance that a run or an occurrence is about, as it was then.</summary>
public sealed record PerformanceRef(long Id, string Name, Instant StartsAt)
{
    public static PerformanceRef? Of(Performance? performance) =>
        performance is null ? null : new PerformanceRef(performance.Id, performance.Name, performance.StartsAt);
}
