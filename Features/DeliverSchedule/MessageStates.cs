namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>The states of a message; docs/states.md draws how they follow each other.</summary>
public static class MessageStates
{
    public const string Waiting = "waiting";
    public const string Sending = "sending";
    public const string Accepted = "accepted";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}
