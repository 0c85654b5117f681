namespace CustomerListSchedules.Features.Shared.Layout;

/// <param name="Name">The page's name, which staff know.</param>
/// <param name="Url">Where it is; null for a heading of the pages below it.</param>
/// <param name="Below">The pages below it.</param>
public sealed record NavigationItem(string Name, string? Url, params IReadOnlyList<NavigationItem> Below)
{
    public bool Current { get; init; }
}
