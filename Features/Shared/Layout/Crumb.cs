namespace CustomerListSchedules.Features.Shared.Layout;

/// <summary>For <c>_Breadcrumbs</c>: the pages above this one, outermost first; those without a URL are words only.</summary>
public sealed record Crumb(string Name, string? Url = null);
