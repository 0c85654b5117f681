using System.Globalization;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>
/// A process of its own that starts a node, rests, makes one delivery, and prints by how many MB its resident memory rose at most.
/// </summary>
internal sealed class MemoryProbe : IBenchmark
{
    internal const double Megabyte = 1024 * 1024;

    public string Verb => "memory-probe";

    public bool Hidden => true;

    public static double Measure(string connectionString, string format, int rows, string scratch) => double.Parse(
        BenchmarkServer.Run(
            Path.Combine(AppContext.BaseDirectory, "CustomerListSchedules.Benchmarks"), "memory-probe", "--connection", connectionString,
            "--format", format, "--rows", $"{rows}", "--scratch", scratch),
        CultureInfo.InvariantCulture);

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var rows = arguments.Number("rows", 0);
        await using var node = await Node.StartAsync(arguments["connection"]!, arguments["scratch"]!);
        var schedule = await node.AddScheduleAsync(arguments["format"]!);
        node.Ask(schedule);
        var idle = Status("VmRSS");
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        node.Deliver(rows);
        Console.WriteLine(((Status("VmHWM") - idle) / Megabyte).ToString("0.0", CultureInfo.InvariantCulture));
        node.CleanUp();
    }

    internal static double Status(string name) =>
        1024 * double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(
                name + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture);
}
