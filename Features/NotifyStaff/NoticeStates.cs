namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>The states of a notice; docs/states.md draws how they follow each other.</summary>
public static class NoticeStates
{
    public const string Waiting = "waiting";
    public const string Sending = "sending";
    public const string Accepted = "accepted";
    public const string Failed = "failed";
}
