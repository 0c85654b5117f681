using System.Globalization;

namespace CustomerListSchedules.Features.Shared.Pictures;

/// <summary>A part of a whole in percent, as pages say it.</summary>
public static class Rate
{
    /// <returns>"38.5 %"; null when either is not known, or the whole is nothing: no rate is not a rate of nothing.</returns>
    public static string? Words(long? part, long? whole) => part is { } some && whole is > 0 and { } all
        ? (some * 100.0 / all).ToString(some == all || some == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " %"
        : null;
}
