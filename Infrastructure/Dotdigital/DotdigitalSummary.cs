namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>Totals of a campaign.</summary>
public sealed record DotdigitalSummary(
    long Sent, long Delivered, long Opened, long Clicked, long Unsubscribed, long HardBounced, long SoftBounced);
