using System.Globalization;
using CustomerListSchedules.Benchmarks.Exports;

namespace CustomerListSchedules.Benchmarks.Imports;

/// <summary>
/// A process of its own that starts a node, rests, imports one file, and prints by how many MB its resident memory rose at most.
/// </summary>
internal sealed class ImportMemoryProbe : IBenchmark
{
    public string Verb => "import-memory-probe";

    public bool Hidden => true;

    public static double Measure(string connectionString, string file, string scratch) => double.Parse(
        BenchmarkServer.Run(
            Path.Combine(AppContext.BaseDirectory, "CustomerListSchedules.Benchmarks"), "import-memory-probe", "--connection",
            connectionString, "--file", file, "--scratch", scratch),
        CultureInfo.InvariantCulture);

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        CustomerFile.Empty(arguments["connection"]!);
        await using var node = await Node.StartAsync(arguments["connection"]!, arguments["scratch"]!);
        var idle = MemoryProbe.Status("VmRSS");
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        CustomerFile.Import(node, arguments["file"]!);
        Console.WriteLine(((MemoryProbe.Status("VmHWM") - idle) / MemoryProbe.Megabyte).ToString("0.0", CultureInfo.InvariantCulture));
    }
}
