using System.Globalization;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>As <see cref="MemoryProbe"/>, of a list of bookings in parts, or with none in one file.</summary>
internal sealed class SplitMemoryProbe : IBenchmark
{
    public string Verb => "split-memory-probe";

    public bool Hidden => true;

    public static double Measure(string connectionString, int parts, int rows, string scratch) => double.Parse(
        BenchmarkServer.Run(
            Path.Combine(AppContext.BaseDirectory, "CustomerListSchedules.Benchmarks"), "split-memory-probe", "--connection",
            connectionString, "--parts", $"{parts}", "--rows", $"{rows}", "--scratch", scratch),
        CultureInfo.InvariantCulture);

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var rows = arguments.Number("rows", 0);
        await using var node = await Node.StartAsync(arguments["connection"]!, arguments["scratch"]!);
        var schedule = await SplitVenue.AddScheduleAsync(node, arguments.Number("parts", 0));
        node.Ask(schedule);
        var idle = MemoryProbe.Status("VmRSS");
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        SplitBenchmark.Deliver(node, rows);
        var risen = (MemoryProbe.Status("VmHWM") - idle) / MemoryProbe.Megabyte;
        Console.WriteLine(risen.ToString("0.0", CultureInfo.InvariantCulture));
        node.CleanUp();
    }
}
