namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>When work that failed is tried again: after 1, 5, 15 and 60 minutes, and then not any more.</summary>
public static class RetryPlan
{
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];

    /// <param name="failures">How often it failed so far, the present failure included; from 1.</param>
    /// <returns>How long to wait, or null when it is given up.</returns>
    public static TimeSpan? WaitAfter(int failures) => failures <= Waits.Length ? Waits[failures - 1] : null;
}
