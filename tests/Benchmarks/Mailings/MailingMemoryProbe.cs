using System.Globalization;

namespace CustomerListSchedules.Benchmarks.Mailings;

/// <summary>
/// A process of its own that starts a node, rests, makes one mailing, and prints by how many MB its resident memory rose at most.
/// </summary>
internal sealed class MailingMemoryProbe : IBenchmark
{
    private const double Megabyte = 1024 * 1024;

    public string Verb => "mailing-memory-probe";

    public bool Hidden => true;

    public static double Measure(string connectionString, string stub, int people, string scratch) => double.Parse(
        BenchmarkServer.Run(
            Path.Combine(AppContext.BaseDirectory, "CustomerListSchedules.Benchmarks"),
            "mailing-memory-probe", "--connection", connectionString, "--stub", stub, "--people", $"{people}", "--scratch", scratch),
        CultureInfo.InvariantCulture);

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        await using var node = await MailingNode.StartAsync(arguments["connection"]!, arguments["stub"]!, arguments["scratch"]!);
        node.Forget();
        var schedule = node.AddSchedule();
        var idle = Status("VmRSS");
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        node.Mail(schedule, arguments.Number("people", 0));
        Console.WriteLine(((Status("VmHWM") - idle) / Megabyte).ToString("0.0", CultureInfo.InvariantCulture));
    }

    private static double Status(string name) =>
        1024 * double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(
                name + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture);
}
