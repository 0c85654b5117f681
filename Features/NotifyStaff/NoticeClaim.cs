using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>A notice that this sender holds.</summary>
internal sealed record NoticeClaim : WorkClaim<long>
{
    public string Recipient { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Items { get; init; } = "";
    public string MessageId { get; init; } = "";

    /// <summary>Notices as work.</summary>
    public static readonly WorkKind<NoticeClaim> Work = new()
    {
        Name = "notice",
        Table = "notices",
        Working = NoticeStates.Sending,
        LongestPause = TimeSpan.FromSeconds(30),
        Select = "select c.id, c.attempt, c.failures, c.recipient, c.subject, c.items::text as items, c.message_id from claimed c",
    };
}
