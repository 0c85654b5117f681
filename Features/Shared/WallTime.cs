using System.Globalization;
using NodaTime;

namespace CustomerListSchedules.Features.Shared;

/// <summary>Instants in words for a person, as wall-clock time of a zone.</summary>
public static class WallTime
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <returns>"Tuesday 1 December 2026, 08:00 (Europe/London)".</returns>
    public static string Words(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString("dddd d MMMM uuuu, HH:mm", English) + $" ({zone.Id})";

    /// <returns>"1 Dec 2026, 08:00": for tables that name the zone elsewhere.</returns>
    public static string Short(Instant at, DateTimeZone zone) =>
        at.InZone(zone).ToString("d MMM uuuu, HH:mm", English);

    /// <returns>"Friday 27 November, 08:12": of the last weeks, where the year is known.</returns>
    public static string Day(Instant at, DateTimeZone zone) => at.InZone(zone).ToString("dddd d MMMM, HH:mm", English);

    /// <returns>"08:00": where the day stands beside it.</returns>
    public static string Clock(Instant at, DateTimeZone zone) => at.InZone(zone).ToString("HH:mm", English);
}
