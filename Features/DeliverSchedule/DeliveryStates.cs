namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>The states of a delivery; docs/states.md draws how they follow each other.</summary>
public static class DeliveryStates
{
    public const string Waiting = "waiting";
    public const string Making = "making";
    public const string Sending = "sending";
    public const string Delivered = "delivered";
    public const string PartlyDelivered = "partly_delivered";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
}
