namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Strict response headers (OWASP ASVS 14.4). No inline script or style anywhere; Pico draws its icons from data: images.
/// </summary>
public static class SecurityHeaders
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Every answer has them, written as it starts: whoever handles an error empties the answer first. Nothing that answers an error is
    /// kept by a browser or proxy, and of the rest only what says so.
    /// </summary>
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var https = SiteAddress.IsHttps(app.Configuration);
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Write(context.Response, https);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Write(HttpResponse response, bool https)
    {
        var headers = response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }

        if (headers.XFrameOptions.Count == 0)
        {
            headers.XFrameOptions = "DENY";
        }

        if (response.StatusCode >= StatusCodes.Status400BadRequest || headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (https)
        {
            headers.StrictTransportSecurity = "max-age=31536000"; // A year.
        }
    }
}
