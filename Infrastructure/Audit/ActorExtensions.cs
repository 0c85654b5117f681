using System.Security.Claims;

namespace CustomerListSchedules.Infrastructure.Audit;

public static class ActorExtensions
{
    /// <summary>Who sends this request, for the audit.</summary>
    public static Actor Actor(this HttpContext context) =>
        new(context.User.UserId(), context.User.Identity?.Name ?? "nobody", context.Connection.RemoteIpAddress?.ToString());

    /// <summary>The signed-in account's id, or null.</summary>
    public static Guid? UserId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
