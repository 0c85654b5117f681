using System.Globalization;
using NodaTime;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Instants as a person says them from where they stand: the nearer, the shorter. The exact time stands beside it.</summary>
public static class RelativeTime
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <returns>
    /// "in 20 minutes", "3 minutes ago", "today, 17:00", "tomorrow, 09:00", "yesterday, 09:00", "Monday, 09:00" within a week, "7 December,
    /// 10:00" within the year, otherwise "7 Dec 2027, 10:00".
    /// </returns>
    public static string Words(Instant at, Instant now, DateTimeZone zone)
    {
        var minutes = (int)Math.Round((at - now).TotalMinutes, MidpointRounding.AwayFromZero);
        return minutes switch
        {
            0 => at > now ? "now" : "just now",
            > 0 and < 60 => $"in {Plural.Count(minutes, "minute")}",
            < 0 and > -60 => $"{Plural.Count(-minutes, "minute")} ago",
            _ => Day(at.InZone(zone).Date, now.InZone(zone).Date) + at.InZone(zone).ToString(", HH:mm", English),
        };
    }

    private static string Day(LocalDate day, LocalDate today) => Period.DaysBetween(today, day) switch
    {
        0 => "today",
        1 => "tomorrow",
        -1 => "yesterday",
        > 1 and < 7 => day.ToString("dddd", English),
        < -1 and > -7 => "last " + day.ToString("dddd", English),
        _ when day.Year == today.Year || Math.Abs(Period.DaysBetween(today, day)) < 180 => day.ToString("d MMMM", English),
        _ => day.ToString("d MMM uuuu", English),
    };
}
