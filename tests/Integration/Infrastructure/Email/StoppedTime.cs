namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>Time that goes on only when a test says so.</summary>
internal sealed class StoppedTime : TimeProvider
{
    public TimeSpan Passed { get; set; }

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 12, 1, 9, 0, 5, TimeSpan.Zero) + Passed;
}
