using System.Globalization;
using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Performances;

/// <summary>A performance in words.</summary>
public static class PerformanceWords
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>"Clay Workshop, Mon 7 Dec 2026, 14:00".</summary>
    public static string Of(string name, Instant startsAt, DateTimeZone zone) =>
        $"{name}, {startsAt.InZone(zone).LocalDateTime.ToString("ddd d MMM uuuu, HH:mm", English)}";

    /// <summary>"Clay Workshop, 14:00", where it starts on the date that stands beside it; otherwise with its own.</summary>
    public static string Beside(string name, Instant startsAt, DateTimeZone zone, LocalDate date) =>
        startsAt.InZone(zone) is var start && start.Date == date
            ? $"{name}, {start.TimeOfDay.ToString("HH:mm", English)}"
            : Of(name, startsAt, zone);
}
