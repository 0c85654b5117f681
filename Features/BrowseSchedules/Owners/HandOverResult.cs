namespace CustomerListSchedules.Features.BrowseSchedules.Owners;

public abstract record HandOverResult
{
    /// <param name="Schedules">How many changed hands.</param>
    public sealed record Done(int Schedules) : HandOverResult;

    /// <summary>The colleague is no active account of staff (any more); nothing changed.</summary>
    public sealed record NotStaff : HandOverResult;
}
