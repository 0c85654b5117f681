using CustomerListSchedules.Features.AddCustomerList.Recipients;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>How saving ended.</summary>
public abstract record SaveResult
{
    public sealed record Saved(string Name) : SaveResult;

    public sealed record NotFound : SaveResult;

    /// <summary>Somebody else saved this entry since the form was opened; nothing was overwritten.</summary>
    public sealed record ChangedMeanwhile : SaveResult;

    public sealed record CustomerListGone : SaveResult;

    public sealed record OutputRefused(string Problem) : SaveResult;

    /// <summary>Saving takes access away; it must be sent again with <see cref="Addresses"/> confirmed.</summary>
    public sealed record AskFirst(string Addresses, AccessLost Lost) : SaveResult;
}
