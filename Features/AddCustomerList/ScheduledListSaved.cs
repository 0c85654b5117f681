using CustomerListSchedules.Features.CompareAccess;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>How saving ended.</summary>
public abstract record ScheduledListSaved
{
    public sealed record Done(string Name) : ScheduledListSaved;

    /// <summary>Somebody else saved this entry since the form was opened; nothing was overwritten.</summary>
    public sealed record ChangedMeanwhile : ScheduledListSaved;

    /// <summary>It is there no more, or cannot be in this schedule.</summary>
    /// <param name="Why">What to say beside it, where it is there.</param>
    public sealed record CustomerListGone(string? Why = null) : ScheduledListSaved;

    public sealed record OutputRefused(string Why) : ScheduledListSaved;

    /// <summary>Contact columns would go outside of customers who have not agreed to it; what is said beside Email to.</summary>
    public sealed record SharingRefused(IReadOnlyList<string> Words) : ScheduledListSaved;

    /// <summary>It changes who gets whose data, which is to be seen first.</summary>
    public sealed record AskFirst(AccessDifference Difference) : ScheduledListSaved;
}
