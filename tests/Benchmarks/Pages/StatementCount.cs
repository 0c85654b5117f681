using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>The statements that are sent to the database on behalf of one request, from what Npgsql tells of each.</summary>
internal static partial class StatementCount
{
    private static readonly AsyncLocal<List<string>?> Counted = new();

    public static void Listen() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
            Counted.Value is null ? ActivitySamplingResult.None : ActivitySamplingResult.AllData,
        ActivityStopped = Add,
    });

    /// <summary>From now on, within this request alone: how long each took, and what it was.</summary>
    public static IReadOnlyList<string> Begin() => Counted.Value = [];

    // Opening a connection is an activity as well, and has no text.
    private static void Add(Activity activity)
    {
        if (Counted.Value is { } statements && activity.GetTagItem("db.query.text") is string text)
        {
            lock (statements)
            {
                statements.Add($"{activity.Duration.TotalMilliseconds,7:0.00} ms  {Space().Replace(text, " ").Trim()}");
            }
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
