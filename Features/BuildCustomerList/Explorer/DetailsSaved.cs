namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>What became of the details of a list or a folder.</summary>
public abstract record DetailsSaved
{
    public sealed record Done(long Id) : DetailsSaved;

    /// <summary>Only administrators change lists in its folder; nothing was changed.</summary>
    public sealed record Closed : DetailsSaved;

    /// <summary>Somebody else saved first; nothing was changed. How the details are now.</summary>
    public sealed record ChangedMeanwhile(DetailsNow Now) : DetailsSaved;
}

/// <param name="Version">The version that a form must carry to be saved.</param>
/// <param name="Name">The name that somebody else saved.</param>
/// <param name="Description">The description; null for a folder.</param>
/// <param name="Folder">The folder that it is in, as a path; empty at the top.</param>
/// <param name="MayChange">Of a folder, who may change its lists, in words.</param>
public sealed record DetailsNow(int Version, string Name, string? Description, string Folder, string? MayChange = null);
