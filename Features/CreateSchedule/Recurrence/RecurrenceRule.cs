using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>Writes a recurrence as an RFC 5545 RRULE, to be evaluated from midnight of Run from.</summary>
internal static class RecurrenceRule
{
    public static string Of(Occurs occurs, DailyFrequency dailyFrequency) => $"{Days(occurs)};{Times(dailyFrequency)};BYSECOND=0";

    private static string Days(Occurs occurs) => occurs switch
    {
        Occurs.Daily daily => $"FREQ=DAILY;INTERVAL={daily.Days}",
        Occurs.MonthlySpecificDay monthly => $"FREQ=MONTHLY;INTERVAL={monthly.Months};BYMONTHDAY={monthly.Day}",
        Occurs.Weekly weekly =>
            $"FREQ=WEEKLY;INTERVAL={weekly.Weeks};WKST=MO;BYDAY={string.Join(',', weekly.Weekdays.Order().Select(Day))}",
        Occurs.Monthly monthly => $"FREQ=MONTHLY;INTERVAL={monthly.Months};BYDAY={monthly.Week}{Day(monthly.Weekday)}",
        _ => throw new ArgumentOutOfRangeException(nameof(occurs)),
    };

    private static string Times(DailyFrequency dailyFrequency) => dailyFrequency switch
    {
        DailyFrequency.Before8 before8 => $"BYHOUR={before8.Minute / 60};BYMINUTE={before8.Minute % 60}",
        DailyFrequency.Every every => $"BYHOUR={string.Join(',', Hours(every))};BYMINUTE=0",
        DailyFrequency.OnceAt once => $"BYHOUR={once.Hour};BYMINUTE=0",
        _ => throw new ArgumentOutOfRangeException(nameof(dailyFrequency)),
    };

    private static IEnumerable<int> Hours(DailyFrequency.Every every)
    {
        for (var hour = every.StartHour; hour <= every.EndHour; hour += every.Hours)
        {
            yield return hour;
        }
    }

    private static string Day(IsoDayOfWeek day) => day.ToString()[..2].ToUpperInvariant();
}
