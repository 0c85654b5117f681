using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using NodaTime.TimeZones;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>The options of Basic Details, in the words and order that staff know.</summary>
public static class FieldChoices
{
    public static readonly IReadOnlyList<SelectListItem> Actions = [
        .. ScheduleActions.Offered.Select(action => new SelectListItem(action.Value, action.Key))
    ];

    public static readonly IReadOnlyList<SelectListItem> Occurs =
    [
        new("Daily", "daily"), new("Monthly (specific day)", "monthly_specific_day"), new("Weekly", "weekly"), new("Monthly", "monthly"),
        new("Before each performance", RecurrenceRow.BeforePerformance),
    ];

    public static readonly IReadOnlyList<SelectListItem> Days = Numbers(1, 31, count => RecurrenceWords.Count(count, "day"));

    public static readonly IReadOnlyList<SelectListItem> Weeks = Numbers(1, 52, count => RecurrenceWords.Count(count, "week"));

    public static readonly IReadOnlyList<SelectListItem> Months = Numbers(1, 12, count => RecurrenceWords.Count(count, "month"));

    public static readonly IReadOnlyList<SelectListItem> HourCounts = Numbers(1, 12, count => RecurrenceWords.Count(count, "hour"));

    public static readonly IReadOnlyList<SelectListItem> HoursBefore = Numbers(1, 72, count => RecurrenceWords.Count(count, "hour"));

    public static readonly IReadOnlyList<SelectListItem> Hours = Numbers(0, 24, RecurrenceWords.Hour);

    public static readonly IReadOnlyList<SelectListItem> DaysOfMonth =
        [.. Numbers(1, 31, day => $"Day {day}"), new("Last day", Recurrence.Occurs.Last.ToString(null, null))];

    public static readonly IReadOnlyList<SelectListItem> Weekdays = Numbers(1, 7, day => ((IsoDayOfWeek)day).ToString());

    public static readonly IReadOnlyList<SelectListItem> WeeksOfMonth =
    [
        new("First", "1"), new("Second", "2"), new("Third", "3"), new("Fourth", "4"),
        new("Last", Recurrence.Occurs.Last.ToString(null, null)),
    ];

    private static readonly IReadOnlyList<string> Zones =
        [.. TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(location => location.ZoneId).Append("UTC").Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>A zone of every country, and the one that is chosen, whatever it is.</summary>
    public static IEnumerable<SelectListItem> TimeZones(string chosen) =>
        Zones.Union(chosen.Length == 0 ? [] : [chosen]).Order(StringComparer.Ordinal).Select(zone => new SelectListItem(zone, zone));

    private static SelectListItem[] Numbers(int start, int count, Func<int, string> words) =>
        [.. Enumerable.Range(start, count).Select(number => new SelectListItem(words(number), number.ToString(null, null)))];
}
