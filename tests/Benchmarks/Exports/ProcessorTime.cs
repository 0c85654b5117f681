using System.Globalization;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>
/// Processor time of this process on all its threads, and of the database server with all its processes, those that have ended included.
/// </summary>
internal static class ProcessorTime
{
    private const double TicksInASecond = 100;

    /// <summary>Seconds of both, while something is done.</summary>
    /// <param name="serverFolder">Where the server keeps its data; its main process is named there.</param>
    /// <param name="action">What is done.</param>
    public static (double Ours, double Servers) Of(string serverFolder, Action action)
    {
        var postmaster = int.Parse(
            File.ReadLines(Directory.GetFiles(serverFolder, "postmaster.pid", SearchOption.AllDirectories).Single()).First(),
            CultureInfo.InvariantCulture);
        var before = Server(postmaster);
        var ours = Timing.ProcessorSeconds(action);
        return (ours, Server(postmaster) - before);
    }

    // Its own, that of its children who have ended, and of those who are still there.
    private static double Server(int postmaster) =>
        Stat(postmaster).Skip(11).Take(4).Sum()
        + Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(Stat)
            .Where(stat => stat.Length > 0 && (int)(stat[1] * TicksInASecond) == postmaster)
            .Sum(stat => stat[11] + stat[12]);

    /// <summary>What stands behind the name, in hundredths: the state is 0, the parent 1, utime, stime, cutime, cstime 11 to 14.</summary>
    private static double[] Stat(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return
            [
                .. line[(line.LastIndexOf(')') + 2)..].Split(' ')
                    .Select(field => double.TryParse(field, CultureInfo.InvariantCulture, out var value) ? value / TicksInASecond : 0),
            ];
        }
        catch (IOException)
        {
            return []; // It has just ended.
        }
    }
}
