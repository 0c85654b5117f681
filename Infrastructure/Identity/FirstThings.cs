using System.Security.Claims;
using CustomerListSchedules.Infrastructure.Htmx;
using Microsoft.AspNetCore.Authorization;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// What an account must do before anything else: change a password that somebody else chose (ASVS 2.3.1), then set up a required second
/// step.
/// </summary>
public static class FirstThings
{
    private const string ChangePassword = "/account/change-password";
    private const string SetUpTwoStep = "/account/two-step";

    public static IApplicationBuilder UseFirstThings(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (Page(context.User) is not { } url || request.Path.StartsWithSegments(url) || request.Path == "/sign-out"
            || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        if (HttpMethods.IsGet(request.Method) && !request.IsHtmx())
        {
            url += QueryString.Create("returnUrl", request.Path + request.QueryString);
        }

        context.Response.GoTo(url);
        return Task.CompletedTask;
    });

    private static string? Page(ClaimsPrincipal user) =>
        user.MustChangePassword() ? ChangePassword : user.MustSetUpTwoStep() ? SetUpTwoStep : null;
}
