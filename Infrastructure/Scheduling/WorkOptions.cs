namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>What holds for every kind of work that nodes share.</summary>
public sealed record WorkOptions
{
    /// <summary>How long a piece of work belongs to its worker without a sign of life.</summary>
    public int LeaseSeconds { get; init; } = 300;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
