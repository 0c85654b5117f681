using CustomerListSchedules.Features.CompareAccess;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>How saving ended.</summary>
public abstract record ScheduledListSaved
{
    public sealed record Done(string Name) : ScheduledListSaved;

    /// <summary>Somebody else saved this entry since the form was opened; nothing was overwritten.</summary>
    public sealed record ChangedMeanwhile : ScheduledListSaved;

    public sealed record CustomerListGone : ScheduledListSaved;

    public sealed record OutputRefused(string Why) : ScheduledListSaved;

    /// <summary>It changes who gets whose data, which is to be seen first.</summary>
    public sealed record AskFirst(AccessDifference Difference) : ScheduledListSaved;
}
