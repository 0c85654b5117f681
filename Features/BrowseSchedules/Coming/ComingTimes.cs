using System.Collections.Concurrent;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;

namespace CustomerListSchedules.Features.BrowseSchedules.Coming;

/// <summary>
/// When each schedule runs, as it was last worked out of its row: evaluating a thousand recurrences anew for every page took more than all
/// the rest of it. A row that has changed is worked out anew; nothing else makes a recurrence mean something else.
/// </summary>
internal sealed class ComingTimes
{
    // A month's calendar and a week; what is further away is worked out for whoever asks.
    private static readonly Duration Kept = Duration.FromDays(100);

    private readonly ConcurrentDictionary<long, Known> known = [];

    /// <summary>The occurrences of this version of the row, up to an instant at least; null where they are not known.</summary>
    public Instant[]? Find(long schedule, long rowVersion, Instant until) =>
        known.TryGetValue(schedule, out var times) && times.RowVersion == rowVersion && times.Until >= until ? times.At : null;

    /// <summary>
    /// What is due next is in the database; what follows it is worked out, up to an instant, and from another one on at least.
    /// </summary>
    public Instant[] WorkOut(long schedule, long rowVersion, Instant next, RecurrenceRow recurrence, Instant from, Instant until)
    {
        var kept = until - next < Kept;
        var after = kept ? next : Instant.Max(next, from - Duration.Epsilon);
        Instant[] at =
        [
            next, .. recurrence.ToRecurrence().OccurrencesAfter(after).Select(later => later.At).TakeWhile(later => later < until),
        ];
        if (kept)
        {
            known[schedule] = new Known(rowVersion, until, at);
        }

        return at;
    }

    private sealed record Known(long RowVersion, Instant Until, Instant[] At);
}
