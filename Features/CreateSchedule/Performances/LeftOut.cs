using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>A performance that is not over and before which nothing will run, and why. Pure.</summary>
public sealed record LeftOut(Performance Performance, string Why)
{
    public static IReadOnlyList<LeftOut> Of(PerformanceRule rule, IEnumerable<Performance> programme, Instant now) =>
    [
        .. from performance in programme
           let moment = rule.MomentOf(performance).At
           let why = performance.Cancelled ? "cancelled"
               : moment >= performance.EndsAt ? "over by then"
               : moment <= now ? "its moment has gone"
               : rule.Allows(moment) ? null : "not on that date"
           where why is not null
           select new LeftOut(performance, why),
    ];
}
