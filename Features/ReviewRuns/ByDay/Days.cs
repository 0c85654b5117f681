using NodaTime;

namespace CustomerListSchedules.Features.ReviewRuns.ByDay;

/// <summary>Days of a zone, and the instants at which each begins and ends.</summary>
internal sealed record Days(IReadOnlyList<LocalDate> Dates, DateTime[] Starts, DateTime[] Ends)
{
    /// <summary>From one day to another, both included.</summary>
    public static Days Of(LocalDate first, LocalDate last, DateTimeZone zone)
    {
        var dates = Enumerable.Range(0, Period.DaysBetween(first, last) + 1).Select(first.PlusDays).ToList();
        DateTime[] starts = [.. dates.Append(last.PlusDays(1)).Select(day => zone.AtStartOfDay(day).ToDateTimeUtc())];
        return new Days(dates, starts[..^1], starts[1..]);
    }
}
