using System.Diagnostics;

namespace CustomerListSchedules.Integration;

/// <summary>The statements that the application sends to the database for one request, told from all others by its trace.</summary>
internal sealed class CountedStatements : IDisposable
{
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();
    private readonly ActivityListener listener;
    private readonly List<string> statements = [];

    private CountedStatements()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == trace ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Opens a page; null when it does not answer 200.</summary>
    public static async Task<IReadOnlyList<string>?> OfAsync(HttpClient client, string url)
    {
        using var counted = new CountedStatements();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("traceparent", $"00-{counted.trace}-{ActivitySpanId.CreateRandom()}-01");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        lock (counted.statements)
        {
            return answer.StatusCode == System.Net.HttpStatusCode.OK ? [.. counted.statements] : null;
        }
    }

    public void Dispose() => listener.Dispose();

    // Opening a connection is an activity as well, and has no text.
    private void Add(Activity activity)
    {
        if (activity.TraceId == trace && activity.GetTagItem("db.query.text") is string text)
        {
            lock (statements)
            {
                statements.Add(text);
            }
        }
    }
}
