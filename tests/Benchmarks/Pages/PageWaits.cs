namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>How long visitors waited for a page in each round, in milliseconds, and how many times as long as for the empty one.</summary>
internal sealed class PageWaits
{
    public List<double> P50 { get; } = [];

    public List<double> P99 { get; } = [];

    public List<double> Ratio50 { get; } = [];

    public List<double> Ratio99 { get; } = [];

    public void Add(IReadOnlyList<double> empty, IReadOnlyList<double> page)
    {
        P50.Add(Percentile(page, 0.5));
        P99.Add(Percentile(page, 0.99));
        Ratio50.Add(P50[^1] / Percentile(empty, 0.5));
        Ratio99.Add(P99[^1] / Percentile(empty, 0.99));
    }

    private static double Percentile(IReadOnlyList<double> values, double share) =>
        values.Order().ElementAt((int)Math.Ceiling(values.Count * share) - 1);
}
