namespace CustomerListSchedules.Integration.Infrastructure.Email;

internal sealed class StoppedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 12, 1, 9, 0, 5, TimeSpan.Zero);
}
