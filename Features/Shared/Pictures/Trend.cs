using System.Globalization;

namespace CustomerListSchedules.Features.Shared.Pictures;

/// <summary>For <c>_Trend</c>: how a number went, as a line through a point each, with a table beneath that says the same.</summary>
/// <param name="Words">What it shows as a whole: "Customers on Attendees at its last 12 runs".</param>
/// <param name="What">The table's first column: "Run for".</param>
/// <param name="Unit">The table's second: "Customers".</param>
/// <param name="Points">From the left; more than none.</param>
public sealed record Trend(string Words, string What, string Unit, IReadOnlyList<TrendPoint> Points)
{
    // Room at the edges for the dots, in percent of the picture.
    private const double Edge = 3;

    public long Least => Points.Min(point => point.Value);

    public long Most => Points.Max(point => point.Value);

    /// <summary>Where the points stand, in percent; the axis begins at nothing, so that a small change looks small.</summary>
    public IReadOnlyList<(string X, string Y, string Words)> Dots() => [.. Points.Select((point, index) => (
        Percent(Points.Count == 1 ? 50 : Edge + index * (100 - 2 * Edge) / (Points.Count - 1)),
        Percent(Most == 0 ? 100 - Edge : 100 - Edge - point.Value * (100 - 4 * Edge) / Most),
        $"{point.Label}: {Plural.Number(point.Value)}"))];

    /// <summary>The line's pieces, each from one point to the next.</summary>
    public IEnumerable<(string X1, string Y1, string X2, string Y2)> Lines()
    {
        var dots = Dots();
        return dots.Zip(dots.Skip(1), (from, to) => (from.X, from.Y, to.X, to.Y));
    }

    /// <returns>"9 now, between 4 and 12".</returns>
    public string Range => Least == Most
        ? $"{Plural.Number(Most)} each time"
        : $"{Plural.Number(Points[^1].Value)} at the last, between {Plural.Number(Least)} and {Plural.Number(Most)}";

    private static string Percent(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + "%";
}

/// <param name="Label">"1 Dec 2026, 08:00".</param>
/// <param name="Value">0 or more.</param>
public sealed record TrendPoint(string Label, long Value);
