namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>A list to be counted.</summary>
/// <param name="List">The list, not counted yet.</param>
/// <param name="Before">Its snapshot as it is stored.</param>
/// <param name="After">Its snapshot with the edit.</param>
public sealed record ChangedList(CustomersChange List, string Before, string After);
