namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>What became of the details of a list or a folder.</summary>
public abstract record DetailsSaved
{
    public sealed record Done(long Id) : DetailsSaved;

    /// <summary>Somebody else saved first; nothing was changed. How the details are now.</summary>
    public sealed record ChangedMeanwhile(DetailsNow Now) : DetailsSaved;
}
