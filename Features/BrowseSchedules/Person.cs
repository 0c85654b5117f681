namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>Somebody of the staff.</summary>
public sealed record Person(Guid Id, string Name);
