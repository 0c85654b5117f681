using System.Security.Claims;
using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Features.Shared.Layout;

/// <summary>The main navigation, under the names that staff know; each person sees what their roles allow.</summary>
public static class Navigation
{
    private static readonly NavigationArea Now = new(null, [new("Today", "/"), new("Calendar", "/calendar")]);

    private static readonly NavigationArea InsightsAndMailings = new("Insights & Mailings",
    [
        new("Customer List Explorer", "/customer-lists"),
        new("Customer List Schedules", "/schedules", new NavigationItem("Runs", "/runs"), new NavigationItem("Users", "/users")),
        new("Mailings", "/mailings", new NavigationItem("Mailings Settings", "/mailings/settings")),
    ]);

    private static readonly NavigationArea Settings = new("Settings",
    [
        new("Venue, Files and Mail", "/settings"),
        new("Import Data", "/import", new NavigationItem("Erase Customer", "/import/erase-customer")),
        new("Dotdigital", "/settings/dotdigital"),
        new("Users", null, new NavigationItem("User Accounts", "/settings/user-accounts")),
        new("Who gets what", "/access"),
        new("Audit", "/audit", new NavigationItem("Where did this customer's data go?", "/audit/customer-data")),
    ]);

    public static IReadOnlyList<NavigationArea> For(ClaimsPrincipal user, PathString path)
    {
        if (user.IsHeld())
        {
            return [];
        }

        var areas = new List<NavigationArea>();
        if (user.IsInRole(Roles.Administrator) || user.IsInRole(Roles.InsightsAndMailings))
        {
            areas.Add(Now);
            areas.Add(InsightsAndMailings);
        }

        if (user.IsInRole(Roles.Administrator))
        {
            areas.Add(Settings);
        }

        var open = areas.SelectMany(area => area.Items).SelectMany(item => item.Below.Append(item))
            .Where(item => item.Url is not null && (item.Url == "/" ? path == "/" : path.StartsWithSegments(item.Url)))
            .MaxBy(item => item.Url!.Length);
        return [.. areas.Select(area => area with { Items = [.. area.Items.Select(item => Mark(item, open))] })];
    }

    private static NavigationItem Mark(NavigationItem item, NavigationItem? open) =>
        item with { Current = item == open, Below = [.. item.Below.Select(below => Mark(below, open))] };
}
