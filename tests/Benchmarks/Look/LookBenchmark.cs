using CustomerListSchedules.EndToEnd.Harness;

namespace CustomerListSchedules.Benchmarks.Look;

/// <summary>
/// Looks at every page in each state: an empty installation, the sample venue, 300 schedules, and long names. <c>--state</c> is one of them
/// alone; <c>--shown</c> how much of what is wrong is printed.
/// </summary>
internal abstract class LookBenchmark : IBenchmark
{
    public abstract string Verb { get; }

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var wrong = new List<string>();
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var browser = new BrowserFixture();
        await browser.InitializeAsync();
        await using (browser)
        {
            await using (var empty = await LookedAtVenue.StartAsync(server, "look_empty", sample: false))
            {
                await LookAsync("empty", empty);
            }

            await using var full = await LookedAtVenue.StartAsync(server, "look_full", sample: true);
            await LookAsync("full", full);
            await full.MakeManyAsync();
            await LookAsync("300 schedules", full);
            await full.LengthenNamesAsync();
            await LookAsync("long names", full);
        }

        if (wrong.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', wrong.Take(arguments.Number("shown", 80))));
        }

        async Task LookAsync(string state, LookedAtVenue venue)
        {
            if (arguments["state"] is { } only && only != state)
            {
                return;
            }

            var before = wrong.Count;
            var looks = 0;
            var kinds = await venue.WalkAsync(browser, async (visitor, path) =>
            {
                var (found, times) = await LookAtAsync(visitor, path, arguments);
                looks += times;
                wrong.AddRange(found.Select(each => $"{state}: {path} {each}"));
            });
            Figures.Line($"{state}: {kinds} kinds of page, looked at {looks:N0} times", $"{wrong.Count - before} wrong");
            figures.Add($"{Verb}_{state.Replace(' ', '_')}_looks", looks);
            figures.Add($"{Verb}_{state.Replace(' ', '_')}_wrong", wrong.Count - before);
        }
    }

    /// <returns>What is wrong with the page that is open, and how often it was looked at.</returns>
    protected abstract Task<(IReadOnlyList<string> Wrong, int Looks)> LookAtAsync(Visitor visitor, string path, Arguments arguments);
}
