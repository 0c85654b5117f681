namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>The states of a run; docs/states.md draws how they follow each other.</summary>
public static class RunStates
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Delivered = "delivered";
    public const string PartlyDelivered = "partly_delivered";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
    public const string Missed = "missed";
}
