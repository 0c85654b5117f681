using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>
/// What a programme makes of what a schedule knew of it. Pure. Each performance has one occurrence for each start that it is given:
/// one that moves waits anew, unless its list went already and the new moment has gone; one that is cancelled waits no more; one that is
/// first seen when its moment has gone and has not begun is due at once.
/// </summary>
/// <param name="Gone">Those that wait no more.</param>
/// <param name="New">Those that are known from now on.</param>
/// <param name="Waiting">All that wait now, each with its performance, the earliest first.</param>
public sealed record PerformancePlan(
    IReadOnlyList<PerformanceOccurrence> Gone, IReadOnlyList<PerformanceOccurrence> New, IReadOnlyList<WaitingPerformance> Waiting)
{
    /// <param name="rule">The schedule's.</param>
    /// <param name="programme">Its performances, those that are over since anything waited included.</param>
    /// <param name="known">What was known.</param>
    /// <param name="now">The present.</param>
    /// <param name="anew">
    /// Whether the schedule was just made, changed or resumed: then what has its moment behind it has passed, whatever waited before.
    /// </param>
    public static PerformancePlan Make(
        PerformanceRule rule, IReadOnlyList<Performance> programme, IReadOnlyList<PerformanceOccurrence> known, Instant now, bool anew)
    {
        var before = known.Where(occurrence => !anew || (occurrence.Settled && occurrence.Moment <= now))
            .ToDictionary(occurrence => occurrence.Key);
        var settled = before.Values.Where(occurrence => occurrence.Settled).Select(occurrence => occurrence.PerformanceId).ToHashSet();
        var waiting = new List<WaitingPerformance>();
        var added = new List<PerformanceOccurrence>();
        foreach (var performance in programme.Where(performance => !performance.Cancelled))
        {
            var moment = rule.MomentOf(performance).At;
            var occurrence = before.GetValueOrDefault((performance.Id, performance.StartsAt, moment));
            if (occurrence is null)
            {
                if (performance.EndsAt <= now || (!anew && moment <= now && performance.StartsAt <= now))
                {
                    continue; // Over, or seen too late.
                }

                var late = moment <= now;
                var due = late ? now : moment;
                if (due >= performance.EndsAt)
                {
                    continue; // Over by then.
                }

                occurrence = new PerformanceOccurrence
                {
                    PerformanceId = performance.Id,
                    StartsAt = performance.StartsAt,
                    Moment = moment,
                    DueAt = due,
                    Settled = (late && (anew || settled.Contains(performance.Id))) || !rule.Allows(due),
                };
                added.Add(occurrence);
            }

            if (!occurrence.Settled && occurrence.DueAt < performance.EndsAt)
            {
                waiting.Add(new WaitingPerformance(occurrence, performance));
            }
        }

        var stays = waiting.Select(one => one.Occurrence.Key).ToHashSet();
        return new PerformancePlan(
            [.. known.Where(occurrence => before.ContainsKey(occurrence.Key)
                ? !occurrence.Settled && !stays.Contains(occurrence.Key)
                : !added.Contains(occurrence))],
            [.. added.Where(occurrence => !known.Contains(occurrence))],
            [.. waiting.OrderBy(one => one.Occurrence.DueAt).ThenBy(one => one.Performance.StartsAt).ThenBy(one => one.Performance.Id)]);
    }

    /// <summary>When the next is due; null where none waits.</summary>
    public Instant? Next => Waiting is [var first, ..] ? first.Occurrence.DueAt : null;
}

/// <summary>An occurrence that waits, and the performance as it is now.</summary>
public sealed record WaitingPerformance(PerformanceOccurrence Occurrence, Performance Performance)
{
    /// <summary>Whether it is too late for it: the performance is over, or it was due so long ago.</summary>
    public bool IsMissed(Instant now, Duration lateLimit) => Performance.EndsAt <= now || now - Occurrence.DueAt >= lateLimit;
}
