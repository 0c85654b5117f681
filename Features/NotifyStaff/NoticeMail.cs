using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>What a notice to staff says; each item's path is an absolute link here.</summary>
public sealed record NoticeMail(Venue Venue, string Subject, IReadOnlyList<NoticeItem> Items);
