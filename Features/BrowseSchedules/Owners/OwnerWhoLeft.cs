namespace CustomerListSchedules.Features.BrowseSchedules.Owners;

/// <param name="Id">The account.</param>
/// <param name="Schedules">How many schedules it owns.</param>
public sealed record OwnerWhoLeft(Guid Id, string Name, int Schedules);
