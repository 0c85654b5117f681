using System.Globalization;

namespace CustomerListSchedules.Features.Shared.Pictures;

/// <summary>For <c>_Bars</c>: a bar each, with a table beneath that says the same.</summary>
/// <param name="Words">What it shows as a whole: "Runs on each of the last 30 days".</param>
/// <param name="What">The table's first column: "Day".</param>
/// <param name="Series">What the parts of a bar are called, from the bottom: "Went well", "Failed".</param>
/// <param name="Each">The bars, from the left.</param>
public sealed record Bars(string Words, string What, IReadOnlyList<string> Series, IReadOnlyList<Bar> Each)
{
    /// <summary>Written beneath the bars, each at the left of its equal share of the width; often none.</summary>
    public IReadOnlyList<string> Axis { get; init; } = [];

    private const double Height = 100;

    private long Most => Math.Max(1, Each.Max(bar => bar.Parts.Sum()));

    /// <summary>Where the bars stand, in percent of the picture; the second part above the first.</summary>
    public IEnumerable<(string X, string Y, string Width, string Height, int Series, string Words)> Rectangles()
    {
        var slot = 100.0 / Each.Count;
        for (var i = 0; i < Each.Count; i++)
        {
            var below = 0.0;
            for (var part = 0; part < Each[i].Parts.Count; part++)
            {
                var high = Each[i].Parts[part] * Height / Most;
                if (high > 0)
                {
                    yield return (
                        Percent((i + 0.14) * slot), Percent(Height - below - high), Percent(slot * 0.72), Percent(high), part,
                        $"{Each[i].Label}: {Plural.Number(Each[i].Parts[part])} {Series[part].ToLowerInvariant()}");
                }

                below += high;
            }
        }
    }

    private static string Percent(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <param name="Label">"Friday 27 November".</param>
/// <param name="Parts">One for each series.</param>
public sealed record Bar(string Label, params IReadOnlyList<long> Parts);
