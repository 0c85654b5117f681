using CustomerListSchedules.Features.Shared;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>A recurrence in plain words.</summary>
public static class RecurrenceWords
{
    /// <summary>More in one sentence nobody reads.</summary>
    private const int MostDates = 3;

    private static readonly LocalDatePattern DatePattern = LocalDatePattern.CreateWithInvariantCulture("d MMMM yyyy");

    /// <summary>"1 December 2026".</summary>
    public static string Date(LocalDate date) => DatePattern.Format(date);

    /// <summary>"09:00".</summary>
    public static string Hour(int hour) => $"{hour:00}:00";

    /// <summary>"1 day", "2 days".</summary>
    public static string Count(int count, string noun) => Plural.Count(count, noun);

    internal static string Describe(RecurrencePattern recurrence)
    {
        var until = recurrence.RunUntil is { } date ? $" until {Date(date)}" : "";
        var days = recurrence.Occurs is Occurs.BeforePerformance before
            ? $"{Before(recurrence.DailyFrequency)} each performance of {before.Of.Words()}"
            : $"{Days(recurrence.Occurs)} {Times(recurrence.DailyFrequency)}";
        return $"{days}, {recurrence.Zone.Id}, from "
            + $"{Date(recurrence.RunFrom)}{until}{NotOn(recurrence.NotOn, recurrence.Closures.Stretches.Count > 0)}";
    }

    /// <summary>", not on 24 December 2026 to 2 January 2027 or the venue's closures"; "" where it may run on any day.</summary>
    private static string NotOn(ClosedDates dates, bool closures)
    {
        string[] words = [.. dates.Words(MostDates), .. closures ? new[] { "the venue's closures" } : []];
        return words.Length == 0 ? "" : $", not on {List(words, "or")}";
    }

    private static string Before(DailyFrequency dailyFrequency) => dailyFrequency switch
    {
        DailyFrequency.HoursBefore hours => $"{Count(hours.Hours, "hour")} before",
        DailyFrequency.OnItsDay { DaysBefore: 0 } day => $"At {Hour(day.Hour)} on the day of",
        DailyFrequency.OnItsDay day => $"At {Hour(day.Hour)} on the day before",
        _ => throw new ArgumentOutOfRangeException(nameof(dailyFrequency)),
    };

    private static string Days(Occurs occurs) => occurs switch
    {
        Occurs.Daily daily => Every(daily.Days, "day"),
        Occurs.MonthlySpecificDay monthly =>
            $"{Every(monthly.Months, "month")} on the {(monthly.Day == Occurs.Last ? "last day" : Ordinal(monthly.Day))}",
        Occurs.Weekly weekly =>
            $"{Every(weekly.Weeks, "week")} on {List([.. weekly.Weekdays.Distinct().Order().Select(day => day.ToString())])}",
        Occurs.Monthly monthly => $"{Every(monthly.Months, "month")} on the {Week(monthly.Week)} {monthly.Weekday}",
        _ => throw new ArgumentOutOfRangeException(nameof(occurs)),
    };

    private static string Times(DailyFrequency dailyFrequency) => dailyFrequency switch
    {
        DailyFrequency.Before8 => "before 08:00",
        DailyFrequency.Every every =>
            $"every {(every.Hours == 1 ? "hour" : $"{every.Hours} hours")} from {Hour(every.StartHour)} to {Hour(every.EndHour)}",
        DailyFrequency.OnceAt once => $"at {Hour(once.Hour)}",
        _ => throw new ArgumentOutOfRangeException(nameof(dailyFrequency)),
    };

    private static string Every(int count, string noun) => count == 1 ? $"Every {noun}" : $"Every {count} {noun}s";

    private static string Ordinal(int day) => day + (day switch
    {
        1 or 21 or 31 => "st",
        2 or 22 => "nd",
        3 or 23 => "rd",
        _ => "th",
    });

    private static string Week(int week) => week switch { 1 => "first", 2 => "second", 3 => "third", 4 => "fourth", _ => "last" };

    internal static string List(IReadOnlyList<string> words, string and = "and") =>
        words.Count == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} {and} {words[^1]}";
}
