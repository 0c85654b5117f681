using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>A calendar month on screen and in addresses.</summary>
public static class MonthWords
{
    private static readonly YearMonthPattern Iso = YearMonthPattern.Iso;

    /// <summary>"December 2026".</summary>
    public static string Name(LocalDate first) => first.ToString("MMMM uuuu", CultureInfo.GetCultureInfo("en-GB"));

    /// <summary>"2026-12".</summary>
    public static string Key(LocalDate first) => Iso.Format(first.ToYearMonth());

    /// <summary>The month of such a key; null for anything else.</summary>
    public static YearMonth? Read(string? key) => Iso.Parse(key ?? "").TryGetValue(default, out var month) ? month : null;
}
