using NodaTime;
using Quartz.Impl.Triggers;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>
/// When a schedule runs: wall-clock times in an IANA time zone. Days and times are an RFC 5545 rule that Quartz evaluates
/// on wall-clock time labelled UTC; each wall time is then mapped to an instant with tzdb, because .NET's own zones are
/// wrong where daylight saving is negative (Europe/Dublin) and Quartz goes backwards in an overlap.
/// Immutable and pure: it has no clock.
/// </summary>
public sealed class RecurrencePattern
{
    // The Gregorian calendar repeats after 400 years: what does not occur in them never does.
    private const int Years = 400;

    // No zone's clocks have ever been moved by more than a day.
    private static readonly Duration LongestGap = Duration.FromHours(25);

    private static readonly LocalTime LastMinute = new(23, 59);

    private readonly RecurrenceTriggerImpl rule = null!;
    private readonly LocalDateTime beforeRunFrom;
    private readonly ClosedDates closed;
    private readonly IReadOnlyList<Occurrence>? performances;

    /// <param name="zone">The schedule's time zone.</param>
    /// <param name="runFrom">The first day.</param>
    /// <param name="runUntil">The last day, included; null for ever.</param>
    /// <param name="occurs">The days.</param>
    /// <param name="dailyFrequency">The times of a day.</param>
    /// <param name="notOn">The schedule's own dates on which it does not run.</param>
    /// <param name="closures">The venue's, where the schedule keeps to them.</param>
    /// <param name="performances">Those before which it runs, where it does.</param>
    /// <exception cref="RecurrenceException">A part is out of range, or the rule can never occur.</exception>
    public RecurrencePattern(
        DateTimeZone zone, LocalDate runFrom, LocalDate? runUntil, Occurs occurs, DailyFrequency dailyFrequency, ClosedDates? notOn = null,
        ClosedDates? closures = null, IReadOnlyList<Performance>? performances = null)
    {
        RecurrenceLimits.Check(runFrom, runUntil, occurs, dailyFrequency);
        Zone = zone;
        RunFrom = runFrom;
        RunUntil = runUntil;
        Occurs = occurs;
        DailyFrequency = dailyFrequency;
        NotOn = notOn ?? ClosedDates.None;
        Closures = closures ?? ClosedDates.None;
        closed = NotOn.With(Closures);
        beforeRunFrom = runFrom.AtMidnight().PlusMinutes(-1);
        if (occurs is Occurs.BeforePerformance)
        {
            RRule = "";
            BeforePerformance = new PerformanceRule(zone, runFrom, runUntil, dailyFrequency, closed);
            this.performances = BeforePerformance.Occurrences(performances ?? []);
            if (closed.LastOf(runFrom) is { } end && runUntil is { } lastDay && lastDay <= end)
            {
                throw NeverOpen();
            }

            return;
        }

        RRule = RecurrenceRule.Of(occurs, dailyFrequency);
        rule = new RecurrenceTriggerImpl
        {
            RecurrenceRule = RRule,
            TimeZone = TimeZoneInfo.Utc,
            StartTimeUtc = Label(runFrom.AtMidnight()),
            EndTimeUtc = Label((runUntil ?? runFrom.PlusYears(Years)).At(new LocalTime(23, 59, 59))),
        };
        if (WallTimesAfter(beforeRunFrom).Any())
        {
            return;
        }

        if (rule.GetFireTimeAfter(Label(beforeRunFrom)) is not null)
        {
            throw NeverOpen();
        }

        throw new RecurrenceException(RecurrencePart.Occurs, runUntil is null
            ? $"This would never run: no month that it counts from {RecurrenceWords.Date(runFrom)} has such a day."
            : $"This would never run: no such day falls from {RecurrenceWords.Date(runFrom)} to "
            + $"{RecurrenceWords.Date(runUntil.Value)}.");
    }

    public DateTimeZone Zone { get; }

    public LocalDate RunFrom { get; }

    /// <summary>The last day, included; null for ever.</summary>
    public LocalDate? RunUntil { get; }

    public Occurs Occurs { get; }

    public DailyFrequency DailyFrequency { get; }

    /// <summary>The schedule's own dates on which it does not run.</summary>
    public ClosedDates NotOn { get; }

    /// <summary>The venue's closures, where the schedule keeps to them; otherwise none.</summary>
    public ClosedDates Closures { get; }

    /// <summary>When each performance's list is due; null for other recurrences.</summary>
    public PerformanceRule? BeforePerformance { get; }

    /// <summary>The rule as RFC 5545 writes it, to be counted from <see cref="RunFrom"/>; "" where it runs before performances.</summary>
    public string RRule { get; }

    /// <summary>The first occurrence later than an instant, or null when none is left.</summary>
    public Instant? NextAfter(Instant after) => OccurrenceAfter(after)?.At;

    /// <summary>The occurrences later than an instant, in order; without a Run until, more than anybody can want.</summary>
    public IEnumerable<Occurrence> OccurrencesAfter(Instant after)
    {
        if (performances is not null)
        {
            // Several may be due at one instant.
            foreach (var occurrence in performances.Where(occurrence => occurrence.At > after))
            {
                yield return occurrence;
            }

            yield break;
        }

        while (OccurrenceAfter(after) is { } occurrence)
        {
            yield return occurrence;
            after = occurrence.At;
        }
    }

    /// <summary>
    /// The recurrence in a sentence without its full stop: "Every 2 weeks on Monday and Thursday at 09:00, Europe/London, from 1 December
    /// 2026".
    /// </summary>
    public string Describe() => RecurrenceWords.Describe(this);

    // Wall times in a gap land after it, among wall times that come later on the clock: all that could land first are compared.
    private Occurrence? OccurrenceAfter(Instant after)
    {
        if (performances is not null)
        {
            return performances.FirstOrDefault(occurrence => occurrence.At > after);
        }

        Occurrence? first = null;
        after = Instant.Max(after, beforeRunFrom.InUtc().ToInstant() - LongestGap);
        var offset = Offset.Min(Zone.GetUtcOffset(after), Zone.GetUtcOffset(after - LongestGap));
        foreach (var wall in WallTimesAfter(after.WithOffset(offset).LocalDateTime))
        {
            var at = Zone.ResolveLocal(wall, Resolve);
            if (closed.Contains(at.Date))
            {
                continue; // A gap over midnight moved it there.
            }

            if (first is not null && first.At < at.ToInstant())
            {
                if (first.Wall <= wall)
                {
                    return first;
                }
            }
            else if (at.ToInstant() > after)
            {
                first = new Occurrence(at.ToInstant(), at.LocalDateTime, at.Offset, at.LocalDateTime != wall);
                if (!first.MovedByDaylightSaving)
                {
                    return first;
                }
            }
        }

        return first;
    }

    private static readonly NodaTime.TimeZones.ZoneLocalMappingResolver Resolve =
        NodaTime.TimeZones.Resolvers.CreateMappingResolver(
            NodaTime.TimeZones.Resolvers.ReturnEarlier, NodaTime.TimeZones.Resolvers.ReturnForwardShifted);

    private IEnumerable<LocalDateTime> WallTimesAfter(LocalDateTime wall)
    {
        // Occurrences are on whole minutes; Quartz is given nothing finer.
        var minute = wall.With(TimeAdjusters.TruncateToMinute);
        for (var next = rule.GetFireTimeAfter(Label(LocalDateTime.Max(minute, beforeRunFrom))); next is { } at;)
        {
            var time = LocalDateTime.FromDateTime(at.UtcDateTime);
            if (closed.LastOf(time.Date) is { } last)
            {
                next = rule.GetFireTimeAfter(Label(last.At(LastMinute)));
                continue;
            }

            yield return time;
            next = rule.GetFireTimeAfter(at);
        }
    }

    private static RecurrenceException NeverOpen() => new(
        RecurrencePart.NotOn, "This would never run: it does not run on any of the days that are left. See Not on.");

    private static DateTimeOffset Label(LocalDateTime wall) => new(wall.ToDateTimeUnspecified(), TimeSpan.Zero);
}
