using CustomerListSchedules.Infrastructure.Htmx;
using Microsoft.AspNetCore.Authorization;

namespace CustomerListSchedules.Infrastructure.Identity;

public static class MustChangePassword
{
    private const string Page = "/account/change-password";

    /// <summary>Lets an account whose password somebody else chose do nothing before it is changed (ASVS 2.3.1).</summary>
    public static IApplicationBuilder UseMustChangePassword(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (!context.User.MustChangePassword() || request.Path == Page || request.Path == "/sign-out"
            || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return next(context);
        }

        var url = Page;
        if (HttpMethods.IsGet(request.Method) && !request.IsHtmx())
        {
            url += QueryString.Create("returnUrl", request.Path + request.QueryString);
        }

        if (request.IsHtmx())
        {
            context.Response.Headers["HX-Redirect"] = url;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = url;
        }

        return Task.CompletedTask;
    });
}
