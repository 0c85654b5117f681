namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>What became of saving Basic Details.</summary>
public abstract record BasicDetailsSaved
{
    public sealed record Done(long Id) : BasicDetailsSaved;

    /// <summary>The action cannot be changed: the schedule contains what the other action has no use for.</summary>
    public sealed record HasEntries(string Why) : BasicDetailsSaved;

    /// <summary>With the venue's closures it can never occur.</summary>
    /// <param name="Field">The field to say it beside.</param>
    public sealed record Impossible(string Field, string Why) : BasicDetailsSaved;

    /// <summary>Somebody else saved first; nothing was changed.</summary>
    /// <param name="Version">The version that is stored now.</param>
    /// <param name="Since">What was saved since, oldest first.</param>
    public sealed record ChangedMeanwhile(int Version, IReadOnlyList<SavedVersion> Since) : BasicDetailsSaved;
}
