using System.Diagnostics;

namespace CustomerListSchedules.Benchmarks;

/// <summary>The median of several runs; contestants take turns, so that what the machine does besides meets all alike.</summary>
internal static class Timing
{
    public static double Seconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Runs each contestant once unmeasured, then <paramref name="runs"/> times in turn.</summary>
    public static double[] Medians(int runs, params Action[] contestants)
    {
        var times = contestants.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run <= runs; run++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                var seconds = Seconds(contestants[i]);
                if (run > 0)
                {
                    times[i].Add(seconds);
                }
            }
        }

        return [.. times.Select(Median)];
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
