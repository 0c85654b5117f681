namespace CustomerListSchedules.Infrastructure.Dotdigital;

public enum DotdigitalSendStatus
{
    NotSent,
    Scheduled,
    Sending,
    Sent,
    Cancelled,
}
