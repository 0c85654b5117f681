namespace CustomerListSchedules.Features.BrowseSchedules.Owners;

public abstract record OwnerChange
{
    public sealed record Done : OwnerChange;

    /// <summary>Somebody else gave it to another person meanwhile.</summary>
    public sealed record ChangedMeanwhile : OwnerChange;

    /// <summary>Not an active account of staff.</summary>
    public sealed record NotStaff : OwnerChange;
}
