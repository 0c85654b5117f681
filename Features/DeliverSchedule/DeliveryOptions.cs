namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>Configuration section <c>Delivery</c>.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Files made at the same time on this node; 0 makes none here. See <see cref="WorkersOn"/>.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Mail connections of this node; 0 sends none here.</summary>
    public int Senders { get; init; } = 2;

    /// <summary>Mailings worked on at the same time on this node; 0 works on none here. While Dotdigital works, a mailing takes up none of them.</summary>
    public int Mailers { get; init; } = 2;

    /// <summary>How long a piece of work belongs to its worker without a sign of life.</summary>
    public int LeaseSeconds { get; init; } = 300;

    /// <summary>Longest time a list's query may take.</summary>
    public int StatementMinutes { get; init; } = 60;

    /// <summary>The workers that there are on a machine of so many cores: pages keep one, where there are two.</summary>
    public int WorkersOn(int cores) => Math.Min(Workers, Math.Max(1, cores - 1));

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}

/// <summary>When a failure is tried again.</summary>
internal static class RetryPlan
{
    private static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];

    /// <param name="failures">How often it failed so far, the present failure included; from 1.</param>
    /// <returns>How long to wait, or null when it is given up.</returns>
    public static TimeSpan? WaitAfter(int failures) => failures <= Waits.Length ? Waits[failures - 1] : null;
}
