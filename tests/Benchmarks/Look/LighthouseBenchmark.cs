using System.Diagnostics;
using System.Text.Json;
using CustomerListSchedules.Drills.Harness;

namespace CustomerListSchedules.Benchmarks.Look;

/// <summary>
/// Lighthouse over the pages that people land on, of the application as it is published, with sample data: medians of five runs each.
/// It is installed beside the published application, outside the repository.
/// </summary>
internal sealed class LighthouseBenchmark : IBenchmark
{
    private const string Package = "lighthouse@12.2.3";
    private const double MostKilobytes = 90;
    private static readonly JsonSerializerOptions Web = JsonSerializerOptions.Web;

    public string Verb => "lighthouse";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var folder = Directory.CreateDirectory(arguments["data"] ?? Path.Combine(Path.GetTempPath(), "cls-lighthouse")).FullName;
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "lighthouse")))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{}");
            BenchmarkServer.Run("npm", "install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", Package);
        }

        var published = Path.Combine(folder, "published");
        BenchmarkServer.Run(
            "dotnet", "publish", Path.Combine(BenchmarkServer.Root(), "CustomerListSchedules.csproj"), "-c", "Release", "-o", published,
            "-v", "quiet");
        var server = new PostgresServer();
        await server.InitializeAsync();
        await using (server)
        {
            await using var site = await PublishedSite.StartAsync(published, await server.CreateEmptyDatabaseAsync());
            var runs = arguments.Number("runs", 5);
            Figures.Line($"page, median of {runs}", "performance", "kB");
            var measured = Measure(folder, JsonSerializer.Serialize(await site.PagesAsync(), Web), runs);
            foreach (var page in measured.GroupBy(run => run.Name))
            {
                Report(page.Key, [.. page], figures);
            }
        }
    }

    private static List<LighthouseRun> Measure(string folder, string pages, int runs)
    {
        var script = Path.Combine(BenchmarkServer.Root(), "tests/Benchmarks/Look/lighthouse.mjs");
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        using var node = Process.Start(new ProcessStartInfo("node", [script, folder, chromium, $"{runs}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        node.StandardInput.Write(pages);
        node.StandardInput.Close();
        var measured = new List<LighthouseRun>();
        while (node.StandardOutput.ReadLine() is { } line)
        {
            measured.Add(JsonSerializer.Deserialize<LighthouseRun>(line, Web)!);
        }

        node.WaitForExit();
        return node.ExitCode == 0 ? measured : throw new InvalidOperationException("Lighthouse ended badly.");
    }

    private static void Report(string page, List<LighthouseRun> runs, Figures figures)
    {
        double Median(Func<LighthouseRun, double> of) => Timing.Median([.. runs.Select(of)]);
        var (performance, size, shift) = (Median(run => run.Performance), Median(run => run.Kilobytes), Median(run => run.Shift));
        var (accessibility, practices) = (Median(run => run.Accessibility), Median(run => run.Practices));
        Figures.Line(page, $"{performance:0}", $"{size:0.0}");
        Figures.Line(
            $"  accessibility {accessibility:0}, best practices {practices:0}, shift {shift:0.####}, "
            + $"{Median(run => run.Paint):0} ms to paint",
            performance >= 95 && accessibility >= 100 && practices >= 100 && shift == 0 && size < MostKilobytes
                ? "as it should" : "NOT YET");
        if (runs[0].Error is { } error)
        {
            Figures.Line($"  {error}", "");
        }

        foreach (var fault in runs.SelectMany(run => run.Faults).Distinct())
        {
            Figures.Line($"  {fault}", "");
        }

        Figures.Line($"  {string.Join(", ", runs[0].Biggest.Select(each => $"{each[0]} {each[1]}"))}", "");
        figures.Add($"lighthouse_{page}_performance", performance);
        figures.Add($"lighthouse_{page}_kilobytes", size);
        figures.Add($"lighthouse_{page}_shift", shift);
    }

    private sealed record LighthouseRun
    {
        public string Name { get; init; } = "";
        public string? Error { get; init; }
        public double Performance { get; init; }
        public double Accessibility { get; init; }
        public double Practices { get; init; }
        public double Shift { get; init; }
        public double Paint { get; init; }
        public double Kilobytes { get; init; }
        public JsonElement[][] Biggest { get; init; } = [];
        public string[] Faults { get; init; } = [];
    }
}
