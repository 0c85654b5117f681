using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Audit;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.StaticAssets;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Web;

public static class Errors
{
    private const string ReferenceKey = "error-reference";
    private const string AntiforgeryKey = "antiforgery-failed";

    /// <summary>Unexpected errors are logged once, under a reference that their page shows.</summary>
    public static IServiceCollection AddErrors(this IServiceCollection services) =>
        services.AddExceptionHandler<LogUnderReference>().AddSingleton<MarkAntiforgeryFailures>();

    /// <summary>Shows <c>/error</c> and <c>/status/{code}</c> in place of empty answers.</summary>
    public static IApplicationBuilder UseErrors(this IApplicationBuilder app)
    {
        // A scope of its own: what failed (the sign-in's database, say) is not asked again from a cache.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error", CreateScopeForErrors = true });
        return app.UseStatusCodePagesWithReExecute("/status/{0}");
    }

    /// <summary>A file of the site's own (a style, a script) that is no longer on disk is not there; inside the status pages.</summary>
    public static IApplicationBuilder UseVanishedAssets(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !context.Response.HasStarted
            && context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    });

    /// <summary>What a person can quote to whoever reads the log.</summary>
    public static string? ErrorReference(this HttpContext context) => context.Items[ReferenceKey] as string;

    public static bool AntiforgeryFailed(this HttpContext context) => context.Items.ContainsKey(AntiforgeryKey);

    /// <summary>Whether a page of this site sent the request: only then may what it typed be shown again.</summary>
    public static bool IsSameOrigin(this HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is [{ } site]
            ? site == "same-origin"
            : request.Headers.Origin is [{ } origin] && origin == $"{request.Scheme}://{request.Host}";

    internal sealed class LogUnderReference(ILogger<LogUnderReference> logger) : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            var reference = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
            context.Items[ReferenceKey] = reference;
            // The route, not the path: a path may hold a token.
            var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint;
            logger.LogError(
                exception, "Reference {Reference}: {Method} {Route} failed", reference, context.Request.Method,
                endpoint?.RoutePattern.RawText);
            return ValueTask.FromResult(false);
        }
    }

    /// <summary>A form without the token of its sign-in: forged, or of another. That it came is in the audit, once an hour.</summary>
    internal sealed class MarkAntiforgeryFailures(NpgsqlDataSource dataSource, AuditLog audit) : IAsyncAlwaysRunResultFilter
    {
        public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
        {
            if (context.Result is IAntiforgeryValidationFailedResult)
            {
                var http = context.HttpContext;
                http.Items[AntiforgeryKey] = true;
                await audit.GatherAsync(dataSource, http.Actor(), "form.refused", "form", http.Route(), http.RequestAborted);
            }

            await next();
        }
    }
}
