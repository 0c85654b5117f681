using System.Security.Claims;

namespace CustomerListSchedules.Infrastructure.Audit;

public static class ActorExtensions
{
    private const int LongestSubject = 100;

    /// <summary>Who sends this request, for the audit.</summary>
    public static Actor Actor(this HttpContext context) =>
        new(context.User.UserId(), context.User.Identity?.Name ?? "nobody", context.Connection.RemoteIpAddress?.ToString());

    /// <summary>The page that was asked for, as the subject of an entry: its route, and nothing that was typed.</summary>
    public static string Route(this HttpContext context)
    {
        var route = "/" + (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/');
        return route[..Math.Min(route.Length, LongestSubject)];
    }

    /// <summary>The signed-in account's id, or null.</summary>
    public static Guid? UserId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
