namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>The states of a mailing; docs/states.md draws how they follow each other.</summary>
public static class MailingStates
{
    public const string Waiting = "waiting";
    public const string Working = "working";
    public const string Held = "held";
    public const string Sent = "sent";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
    public const string Cancelled = "cancelled";
}
