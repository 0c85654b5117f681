using CustomerListSchedules.EndToEnd.Harness;

namespace CustomerListSchedules.Benchmarks.Look;

/// <summary>
/// No text of any page is cut or scrolls sideways, at any width of the window from 320 to 2,560 in steps of <c>--step</c> 20, nor at 110 to
/// 200 % zoom of usual windows, which are the equal narrower ones.
/// </summary>
internal sealed class WidthsBenchmark : LookBenchmark
{
    private static readonly int[] Zooms = [110, 125, 150, 175, 200];

    private static readonly int[] Windows = [1024, 1280, 1366, 1440, 1536, 1920, 2560];

    public override string Verb => "widths";

    protected override async Task<(IReadOnlyList<string> Wrong, int Looks)> LookAtAsync(Visitor visitor, string path, Arguments arguments)
    {
        var step = arguments.Number("step", 20);
        int[] widths =
        [
            .. Enumerable.Range(0, ((2560 - 320) / step) + 1).Select(n => 320 + (n * step))
                .Concat(Zooms.SelectMany(zoom => Windows.Select(window => window * 100 / zoom)))
                .Distinct().Order(),
        ];
        return (await visitor.Page.MisfitsAsync(widths), widths.Length);
    }
}
