using System.Globalization;
using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>The performance that a run is about.</summary>
public sealed record RunPerformance(long Id, string Name, Instant StartsAt)
{
    /// <summary>A run that is about no performance: nobody booked it.</summary>
    public static readonly RunPerformance None = new(0, "", default);

    /// <summary>Of what a run keeps.</summary>
    public static RunPerformance Of(long? id, string? name, Instant? startsAt) =>
        id is { } known ? new RunPerformance(known, name ?? "", startsAt!.Value) : None;

    /// <summary>What This performance means, in words. Null is where no schedule is in question: the next performance of all.</summary>
    public static ResolvedDateMetric Resolve(ThisPerformance asked, RunPerformance? performance, DateTimeZone zone)
    {
        var english = CultureInfo.GetCultureInfo("en-GB");
        return asked == ThisPerformance.Itself
            ? new ResolvedDateMetric("This performance", performance is null
                ? "the one that a schedule runs before; here the next of all"
                : performance.Id == 0 ? "none is to come"
                : $"{performance.Name}, {performance.StartsAt.InZone(zone).LocalDateTime.ToString("dddd d MMMM uuuu, HH:mm", english)}")
            : new ResolvedDateMetric("Day of this performance", performance is null
                ? "that of the one that a schedule runs before; here of the next of all"
                : performance.Id == 0 ? "none is to come"
                : performance.StartsAt.InZone(zone).Date.ToString("dddd d MMMM uuuu", english));
    }
}
