using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Date metrics and the days that they resolve to, in words.</summary>
public static class DateMetricWords
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The name of a kind as offered: "Last week", "Last N days".</summary>
    public static string Label(this DateMetricKind kind) => kind switch
    {
        DateMetricKind.Today => "Today",
        DateMetricKind.Yesterday => "Yesterday",
        DateMetricKind.Tomorrow => "Tomorrow",
        DateMetricKind.ThisWeek => "This week",
        DateMetricKind.LastWeek => "Last week",
        DateMetricKind.NextWeek => "Next week",
        DateMetricKind.ThisMonth => "This month",
        DateMetricKind.LastMonth => "Last month",
        DateMetricKind.NextMonth => "Next month",
        DateMetricKind.ThisQuarter => "This quarter",
        DateMetricKind.LastQuarter => "Last quarter",
        DateMetricKind.NextQuarter => "Next quarter",
        DateMetricKind.ThisYear => "This year",
        DateMetricKind.LastYear => "Last year",
        DateMetricKind.NextYear => "Next year",
        DateMetricKind.LastDays => "Last N days",
        DateMetricKind.NextDays => "Next N days",
        DateMetricKind.On => "On",
        DateMetricKind.Before => "Before",
        DateMetricKind.After => "After",
        DateMetricKind.Between => "Between",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The metric as a heading: "Last week", "Last 7 days", "On 3 March 2026".</summary>
    public static string Label(this DateMetric metric) => metric.Kind switch
    {
        DateMetricKind.LastDays => metric.Days == 1 ? "Last day" : $"Last {metric.Days} days",
        DateMetricKind.NextDays => metric.Days == 1 ? "Next day" : $"Next {metric.Days} days",
        DateMetricKind.On => $"On {Date(metric.From)}",
        DateMetricKind.Before => $"Before {Date(metric.From)}",
        DateMetricKind.After => $"After {Date(metric.From)}",
        DateMetricKind.Between => $"Between {Date(metric.From)} and {Date(metric.To)}",
        _ => metric.Kind.Label(),
    };

    /// <summary>The metric inside a sentence: "last week", "in the last 7 days", "on 3 March 2026".</summary>
    public static string Phrase(this DateMetric metric) => metric.Kind switch
    {
        DateMetricKind.LastDays => metric.Days == 1 ? "in the last day" : $"in the last {metric.Days} days",
        DateMetricKind.NextDays => metric.Days == 1 ? "in the next day" : $"in the next {metric.Days} days",
        _ => char.ToLowerInvariant(metric.Label()[0]) + metric.Label()[1..],
    };

    /// <summary>Whether all of its days are over at a run: what happened on them lies in the past.</summary>
    public static bool IsPast(this DateMetric metric) => metric.Kind is DateMetricKind.Yesterday or DateMetricKind.LastWeek
        or DateMetricKind.LastMonth or DateMetricKind.LastQuarter or DateMetricKind.LastYear or DateMetricKind.LastDays;

    /// <summary>The days in words: "Monday 9 to Sunday 15 November 2026".</summary>
    public static string Words(this DateRange range)
    {
        switch (range)
        {
            case { From: null, Until: null }:
                return "any date";
            case { From: null, Until: { } until }:
                return "before " + Day(until, "dddd d MMMM uuuu");
            case { From: { } after, Until: null }:
                return "after " + Day(after.PlusDays(-1), "dddd d MMMM uuuu");
        }

        var first = range.From.Value;
        var last = range.Until.Value.PlusDays(-1);
        var whole = Day(last, "dddd d MMMM uuuu");
        return first == last ? whole
            : first.Year != last.Year ? $"{Day(first, "dddd d MMMM uuuu")} to {whole}"
            : first.Month != last.Month ? $"{Day(first, "dddd d MMMM")} to {whole}"
            : $"{Day(first, "dddd d")} to {whole}";
    }

    private static string Date(LocalDate? date) => Day(date!.Value, "d MMMM uuuu");

    private static string Day(LocalDate date, string pattern) => date.ToString(pattern, English);
}
