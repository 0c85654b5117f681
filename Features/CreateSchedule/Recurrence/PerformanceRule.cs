using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>When the list of a performance is due. Immutable and pure.</summary>
public sealed class PerformanceRule
{
    private static readonly NodaTime.TimeZones.ZoneLocalMappingResolver Resolve =
        NodaTime.TimeZones.Resolvers.CreateMappingResolver(
            NodaTime.TimeZones.Resolvers.ReturnEarlier, NodaTime.TimeZones.Resolvers.ReturnForwardShifted);

    private readonly DateTimeZone zone;
    private readonly LocalDate runFrom;
    private readonly LocalDate? runUntil;
    private readonly DailyFrequency time;
    private readonly ClosedDates closed;

    internal PerformanceRule(DateTimeZone zone, LocalDate runFrom, LocalDate? runUntil, DailyFrequency time, ClosedDates closed) =>
        (this.zone, this.runFrom, this.runUntil, this.time, this.closed) = (zone, runFrom, runUntil, time, closed);

    /// <summary>The moment that the rule says for a performance, whether or not it may run then.</summary>
    public Occurrence MomentOf(Performance performance)
    {
        if (time is DailyFrequency.HoursBefore hours)
        {
            return At(performance.StartsAt - Duration.FromHours(hours.Hours), performance);
        }

        var day = (DailyFrequency.OnItsDay)time;
        var wall = performance.StartsAt.InZone(zone).Date.PlusDays(-day.DaysBefore).At(new LocalTime(day.Hour, 0));
        var at = zone.ResolveLocal(wall, Resolve);
        return new Occurrence(at.ToInstant(), at.LocalDateTime, at.Offset, at.LocalDateTime != wall)
        {
            Performance = performance, Zone = zone,
        };
    }

    /// <summary>Whether it may run at an instant: from Run from to Run until, and not on a closed date.</summary>
    public bool Allows(Instant at)
    {
        var date = at.InZone(zone).Date;
        return date >= runFrom && !(date > runUntil) && !closed.Contains(date);
    }

    /// <summary>The occurrences of performances, in order; of those that are cancelled, closed or over by then there is none.</summary>
    public IReadOnlyList<Occurrence> Occurrences(IEnumerable<Performance> performances) =>
    [
        .. performances.Where(performance => !performance.Cancelled).Select(MomentOf)
            .Where(occurrence => Allows(occurrence.At) && occurrence.At < occurrence.Performance!.EndsAt)
            .OrderBy(occurrence => occurrence.At).ThenBy(occurrence => occurrence.Performance!.StartsAt)
            .ThenBy(occurrence => occurrence.Performance!.Id),
    ];

    private Occurrence At(Instant at, Performance performance)
    {
        var zoned = at.InZone(zone);
        return new Occurrence(at, zoned.LocalDateTime, zoned.Offset, false) { Performance = performance, Zone = zone };
    }
}
