namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>When a failure is tried again.</summary>
internal static class RetryPlan
{
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];

    /// <param name="failures">How often it failed so far, the present failure included; from 1.</param>
    /// <returns>How long to wait, or null when it is given up.</returns>
    public static TimeSpan? WaitAfter(int failures) => failures <= Waits.Length ? Waits[failures - 1] : null;
}
