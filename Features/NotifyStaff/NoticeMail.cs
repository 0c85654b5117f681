using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.NotifyStaff;

/// <summary>What a notice to staff says; each item's path is an absolute link here.</summary>
public sealed record NoticeMail(Venue Venue, string Subject, IReadOnlyList<NoticeItem> Items)
{
    /// <summary>What lists of mail show beside the subject.</summary>
    public string Preheader => Items is [var first, ..]
        ? $"{first.ScheduleName}: {first.Words}" + (Items.Count == 1 ? "" : $" And {Items.Count - 1} more.")
        : Subject;
}
