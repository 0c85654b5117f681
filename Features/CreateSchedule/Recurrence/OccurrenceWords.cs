using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>An occurrence in words.</summary>
public static class OccurrenceWords
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly OffsetPattern Hours = OffsetPattern.CreateWithInvariantCulture("+HH:mm");

    /// <summary>"Mon 7 Dec 2026, 09:00", or "Mon 7 Dec 2026, before 08:00".</summary>
    public static string Wall(Occurrence occurrence, bool before8) =>
        occurrence.Wall.Date.ToString("ddd d MMM uuuu", English)
            + ", "
            + (before8 ? "before 08:00" : occurrence.Wall.TimeOfDay.ToString("HH:mm", English));

    /// <summary>"UTC+01:00".</summary>
    public static string Offset(Offset offset) => "UTC" + Hours.Format(offset);
}
