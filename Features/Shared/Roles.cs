using System.Security.Claims;

namespace CustomerListSchedules.Features.Shared;

/// <summary>The roles, named as on screen. No role implies Collect Report.</summary>
public static class Roles
{
    public const string Administrator = "Administrator";
    public const string InsightsAndMailings = "Insights & Mailings";
    public const string CollectReport = "Collect Report";

    /// <summary>The roles of the venue's own people.</summary>
    public static readonly IReadOnlyList<string> Staff = [Administrator, InsightsAndMailings];

    /// <summary>Whether this is an outside partner, who sees the venue's name where staff see the product's.</summary>
    public static bool IsPartner(this ClaimsPrincipal user) => user.IsInRole(CollectReport) && !Staff.Any(user.IsInRole);
}
