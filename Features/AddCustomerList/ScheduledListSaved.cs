using CustomerListSchedules.Features.AddCustomerList.Recipients;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>How saving ended.</summary>
public abstract record ScheduledListSaved
{
    public sealed record Done(string Name) : ScheduledListSaved;

    /// <summary>Somebody else saved this entry since the form was opened; nothing was overwritten.</summary>
    public sealed record ChangedMeanwhile : ScheduledListSaved;

    public sealed record CustomerListGone : ScheduledListSaved;

    public sealed record OutputRefused(string Why) : ScheduledListSaved;

    /// <summary>Saving takes access away; it must be sent again with <see cref="Addresses"/> confirmed.</summary>
    public sealed record AskFirst(string Addresses, AccessLost Lost) : ScheduledListSaved;
}
