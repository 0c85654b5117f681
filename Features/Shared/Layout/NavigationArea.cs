namespace CustomerListSchedules.Features.Shared.Layout;

/// <param name="Name">Its heading; null for what stands above all others.</param>
/// <param name="Items">Its pages.</param>
public sealed record NavigationArea(string? Name, IReadOnlyList<NavigationItem> Items);
