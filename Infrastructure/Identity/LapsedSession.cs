using CustomerListSchedules.Infrastructure.Htmx;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>What a visitor without a session gets: GETs go to the sign-in; a POST keeps what was typed where it is.</summary>
internal static class LapsedSession
{
    public static Task Answer(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (!context.Request.IsHtmx())
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            // site.js shows "Sign in in a new tab, then save again" for a POST; a GET follows HX-Redirect.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            if (HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.Headers["HX-Redirect"] = "/sign-in";
            }
        }

        return Task.CompletedTask;
    }
}
