using System.Diagnostics;

namespace CustomerListSchedules.Benchmarks;

/// <summary>The median of several runs; contestants take turns, so that what the machine does besides meets all alike.</summary>
internal static class Timing
{
    private const double LeastSecondsOfARun = 0.05;

    public static double Seconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Processor time of this process, on all its threads; what the database works is not in it.</summary>
    public static double ProcessorSeconds(Action action)
    {
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    /// <summary>
    /// Runs each contestant once unmeasured, then <paramref name="runs"/> times in turn. What is over in milliseconds is repeated within a
    /// run, since a single one would measure what else the machine does.
    /// </summary>
    public static double[] Medians(int runs, params Action[] contestants)
    {
        var slowest = contestants.Max(Seconds);
        var repeats = Math.Clamp((int)(LeastSecondsOfARun / slowest), 1, 100);
        var times = contestants.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var contestant = contestants[i];
                times[i].Add(Seconds(() => Repeat(contestant, repeats)) / repeats);
            }
        }

        return [.. times.Select(Median)];
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static void Repeat(Action action, int times)
    {
        for (var i = 0; i < times; i++)
        {
            action();
        }
    }
}
