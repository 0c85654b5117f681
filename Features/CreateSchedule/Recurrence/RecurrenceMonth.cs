using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>A calendar month of a recurrence: how often it occurs on each day, as clocks in its time zone show them. Pure.</summary>
public sealed class RecurrenceMonth
{
    /// <summary>As far ahead as anybody looks.</summary>
    public const int MostYears = 10;

    private readonly Dictionary<LocalDate, int> counts;

    private RecurrenceMonth(YearMonth month, Dictionary<LocalDate, int> counts, bool hasEarlier, bool hasLater)
    {
        Month = month;
        this.counts = counts;
        HasEarlier = hasEarlier;
        HasLater = hasLater;
    }

    public YearMonth Month { get; }

    /// <summary>Whether anything occurs between now and this month.</summary>
    public bool HasEarlier { get; }

    public bool HasLater { get; }

    /// <summary>How often it occurs in the month.</summary>
    public int Total => counts.Values.Sum();

    /// <summary>How often it occurs on a day.</summary>
    public int On(LocalDate day) => counts.GetValueOrDefault(day);

    /// <summary>Its weeks from Monday to Sunday; days of other months are null.</summary>
    public IReadOnlyList<IReadOnlyList<LocalDate?>> Weeks()
    {
        var first = Month.OnDayOfMonth(1);
        var last = first.With(DateAdjusters.EndOfMonth);
        var weeks = new List<IReadOnlyList<LocalDate?>>();
        for (var monday = first.PlusDays(1 - (int)first.DayOfWeek); monday <= last; monday = monday.PlusWeeks(1))
        {
            weeks.Add([.. Enumerable.Range(0, 7).Select(days => monday.PlusDays(days))
                .Select(day => day.Month == first.Month ? day : (LocalDate?)null)]);
        }

        return weeks;
    }

    /// <summary>
    /// The month that is asked for, or the month of the next occurrence where none is, or one that has gone or is too far away. Null when
    /// it occurs no more.
    /// </summary>
    public static RecurrenceMonth? Of(RecurrencePattern recurrence, YearMonth? asked, Instant now)
    {
        if (recurrence.NextAfter(now) is not { } next)
        {
            return null;
        }

        var nearest = next.InZone(recurrence.Zone).Date.ToYearMonth();
        var first = nearest.OnDayOfMonth(1);
        var month = asked is { } wanted && wanted.CompareTo(nearest) >= 0 && wanted.CompareTo(first.PlusYears(MostYears).ToYearMonth()) <= 0
            ? wanted
            : nearest;
        var start = recurrence.Zone.AtStartOfDay(month.OnDayOfMonth(1)).ToInstant();
        var end = recurrence.Zone.AtStartOfDay(month.OnDayOfMonth(1).PlusMonths(1)).ToInstant();
        var counts = recurrence.OccurrencesAfter(Instant.Max(start - Duration.Epsilon, now))
            .TakeWhile(occurrence => occurrence.At < end)
            .GroupBy(occurrence => occurrence.Wall.Date)
            .ToDictionary(day => day.Key, day => day.Count());
        return new RecurrenceMonth(
            month, counts, next < start, recurrence.NextAfter(end - Duration.Epsilon) is not null
                && month.CompareTo(first.PlusYears(MostYears).ToYearMonth()) < 0);
    }
}
