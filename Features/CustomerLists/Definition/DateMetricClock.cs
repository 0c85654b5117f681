using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Resolves date metrics once, from one instant in the venue's time zone. Weeks run from Monday to Sunday.</summary>
public sealed record DateMetricClock(Instant AsOf, DateTimeZone Zone)
{
    /// <summary>The performance that the run is about; null where there is no run, and so none of a schedule's.</summary>
    public RunPerformance? Performance { get; init; }

    public LocalDate Today => AsOf.InZone(Zone).Date;

    public DateRange Resolve(DateMetric metric)
    {
        var today = Today;
        var week = today.PlusDays(1 - (int)today.DayOfWeek);
        var month = new LocalDate(today.Year, today.Month, 1);
        var quarter = new LocalDate(today.Year, (((today.Month - 1) / 3) * 3) + 1, 1);
        var year = new LocalDate(today.Year, 1, 1);
        return metric.Kind switch
        {
            DateMetricKind.Today => Days(today, 1),
            DateMetricKind.Yesterday => Days(today.PlusDays(-1), 1),
            DateMetricKind.Tomorrow => Days(today.PlusDays(1), 1),
            DateMetricKind.ThisWeek => Days(week, 7),
            DateMetricKind.LastWeek => Days(week.PlusDays(-7), 7),
            DateMetricKind.NextWeek => Days(week.PlusDays(7), 7),
            DateMetricKind.ThisMonth => Months(month, 1),
            DateMetricKind.LastMonth => Months(month.PlusMonths(-1), 1),
            DateMetricKind.NextMonth => Months(month.PlusMonths(1), 1),
            DateMetricKind.ThisQuarter => Months(quarter, 3),
            DateMetricKind.LastQuarter => Months(quarter.PlusMonths(-3), 3),
            DateMetricKind.NextQuarter => Months(quarter.PlusMonths(3), 3),
            DateMetricKind.ThisYear => Months(year, 12),
            DateMetricKind.LastYear => Months(year.PlusYears(-1), 12),
            DateMetricKind.NextYear => Months(year.PlusYears(1), 12),
            DateMetricKind.LastDays => Days(today.PlusDays(-metric.Days!.Value), metric.Days.Value),
            DateMetricKind.NextDays => Days(today.PlusDays(1), metric.Days!.Value),
            DateMetricKind.On => Days(metric.From!.Value, 1),
            DateMetricKind.Before => new DateRange(null, metric.From!.Value),
            DateMetricKind.After => new DateRange(metric.From!.Value.PlusDays(1), null),
            DateMetricKind.Between => new DateRange(metric.From!.Value, metric.To!.Value.PlusDays(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(metric)),
        };
    }

    /// <summary>The instant at which a local date begins, which daylight saving can make later than 00:00.</summary>
    public Instant StartOf(LocalDate date) => Zone.AtStartOfDay(date).ToInstant();

    private static DateRange Days(LocalDate from, int days) => new(from, from.PlusDays(days));

    private static DateRange Months(LocalDate from, int months) => new(from, from.PlusMonths(months));
}
