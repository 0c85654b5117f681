namespace CustomerListSchedules.Features.Shared.Layout;

public sealed record NavigationArea(string Name, IReadOnlyList<NavigationItem> Items);
