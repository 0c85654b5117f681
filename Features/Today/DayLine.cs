using System.Globalization;
using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.ReviewRuns;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.Today;

/// <summary>
/// A day as a line of dots: what ran, by how it ended, and what is to come; those at nearly one time stand above each other.
/// </summary>
/// <param name="Dots">From the left.</param>
/// <param name="Now">Where the present moment is, "77.8%".</param>
/// <param name="Hours">Where hours are written.</param>
/// <param name="Summary">"9 ran, 1 of them not well; 4 to come".</param>
public sealed record DayLine(IReadOnlyList<DayDot> Dots, string Now, IReadOnlyList<(string At, string Words)> Hours, string Summary)
{
    private const int Slots = 96;
    private const int Highest = 4;

    public static DayLine Of(
        DateTimeZone zone, LocalDate today, Instant now, IReadOnlyList<PastRun> ran, IReadOnlyList<ComingRun> coming)
    {
        var start = zone.AtStartOfDay(today).ToInstant();
        var day = zone.AtStartOfDay(today.PlusDays(1)).ToInstant() - start;
        var end = start + day;
        var stacks = new Dictionary<int, int>();
        var ahead = coming.TakeWhile(each => each.At < end).ToList();
        var dots = ran
            .Select(run => (At: run.AsOf, RunWords.Badge(run.State).Tone, Words: $"{run.ScheduleName}: {RunWords.State(run.State)}"))
            .Concat(ahead.Select(each => (each.At, Tone: "coming", Words: $"{each.ScheduleName}: to come")))
            .Where(dot => dot.At >= start && dot.At < end)
            .OrderBy(dot => dot.At)
            .Select(dot =>
            {
                var slot = (int)(Share(dot.At) * Slots);
                var level = stacks[slot] = stacks.GetValueOrDefault(slot) + 1;
                return (dot, slot, level);
            })
            .Where(each => each.level <= Highest) // A column is no higher: there are lists below.
            .Select(each => new DayDot(
                Percent((each.slot + 0.5) / Slots), each.level, each.dot.Tone,
                $"{WallTime.Clock(each.dot.At, zone)} {each.dot.Words}"))
            .ToList();
        var bad = ran.Count(run => RunWords.Badge(run.State).Tone is "bad" or "warn");
        return new DayLine(
            dots, Percent(Share(now)), [.. new[] { 0, 6, 12, 18 }.Select(hour => (Percent(hour / 24.0), hour.ToString("00", null)))],
            $"{Plural.Number(ran.Count)} ran{(bad == 0 ? "" : $", {Plural.Number(bad)} of them not well")}, "
            + $"{Plural.Number(ahead.Count)} to come");

        double Share(Instant at) => (at - start) / day;
    }

    private static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <param name="At">How far from the left, "22.4%".</param>
/// <param name="Level">1 on the line, 2 above it, and so on.</param>
/// <param name="Tone">A badge's, or "coming".</param>
/// <param name="Words">"08:00 Workshop leaders: Delivered".</param>
public sealed record DayDot(string At, int Level, string Tone, string Words);
