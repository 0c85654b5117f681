using System.Globalization;
using NodaTime;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

internal static class EvidenceTime
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <returns>"1 Dec 2026, 08:00:07 +00:00": to the second, with its offset from UTC, as evidence wants it.</returns>
    public static string Words(Instant at, DateTimeZone zone) => at.InZone(zone).ToString("d MMM uuuu, HH:mm:ss o<m>", English);
}
