namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>What became of a test that somebody asked for.</summary>
public abstract record SendTestResult
{
    public sealed record Done(long RunId) : SendTestResult;

    /// <param name="Why">Words for the person who asked.</param>
    public sealed record Refused(string Why) : SendTestResult;
}
