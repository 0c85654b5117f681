namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>Configuration section <c>Delivery</c>.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Files made at the same time on this node; 0 makes none here. See <see cref="WorkersOn"/>.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Mail connections of this node; 0 sends none here.</summary>
    public int Senders { get; init; } = 2;

    /// <summary>The workers that there are on a machine of so many cores: pages keep one, where there are two.</summary>
    public int WorkersOn(int cores) => Math.Min(Workers, Math.Max(1, cores - 1));
}
