using CustomerListSchedules.Infrastructure.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>What a visitor without a session gets: GETs go to the sign-in; a POST keeps what was typed where it is.</summary>
internal static class LapsedSession
{
    public static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var get = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (get && !context.Request.IsHtmx())
        {
            // Without the host, which is whatever the request says.
            var host = context.RedirectUri.IndexOf("://", StringComparison.Ordinal) + "://".Length;
            context.Response.Redirect(context.RedirectUri[context.RedirectUri.IndexOf('/', host)..]);
            return Task.CompletedTask;
        }

        // A POST: site.js, or without scripts the status page, says "Sign in in a new tab, then save again".
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (get)
        {
            var page = Uri.TryCreate(context.Request.Headers[HtmxRequestHeaders.Keys.CurrentUrl], UriKind.Absolute, out var url)
                ? url.PathAndQuery
                : "/";
            context.Response.Htmx(headers => headers.Redirect("/sign-in" + QueryString.Create("returnUrl", page)));
        }

        return Task.CompletedTask;
    }

    /// <summary>What an account gets that may not open a page: that it tried is in the audit, once an hour for each page.</summary>
    public static async Task RefuseAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        var http = context.HttpContext;
        await http.RequestServices.GetRequiredService<AuditLog>().GatherAsync(
            http.RequestServices.GetRequiredService<NpgsqlDataSource>(), http.Actor(), "page.refused", "page", http.Route(),
            http.RequestAborted);
    }
}
