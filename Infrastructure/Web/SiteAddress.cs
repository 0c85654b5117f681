using System.Net;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// What follows from <c>Venue:BaseUrl</c>: where it is https, whatever carries the request on the last stretch, cookies are Secure and
/// browsers are told to stay with https; and requests for other hosts are refused, so that nobody's name is lent to the site.
/// </summary>
public static class SiteAddress
{
    public static bool IsHttps(IConfiguration configuration) => Address(configuration)?.Scheme == Uri.UriSchemeHttps;

    /// <summary>
    /// A cookie's name and flags: never sent without TLS where the site is reached by https, and then of this host alone, which its prefix
    /// makes browsers check (RFC 6265bis, 4.1.3.2).
    /// </summary>
    public static void Harden(this CookieBuilder cookie, string name, IConfiguration configuration)
    {
        var https = IsHttps(configuration);
        cookie.Name = https ? $"__Host-{name}" : name;
        cookie.SecurePolicy = https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.Path = "/";
        cookie.HttpOnly = true;
    }

    /// <summary>
    /// Requests are https where the site is, and for its host; from this machine also for its own names, and <c>/health</c> for any.
    /// </summary>
    public static void UseSiteAddress(this WebApplication app)
    {
        if (Address(app.Configuration) is not { } address)
        {
            return;
        }

        var host = address.HostNameType == UriHostNameType.Dns ? address.IdnHost : address.Host;
        app.Use((context, next) =>
        {
            if (!string.Equals(context.Request.Host.Host, host, StringComparison.OrdinalIgnoreCase)
                && !context.Request.Path.StartsWithSegments("/health") && !context.IsFromThisMachine())
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return context.Response.WriteAsync(
                    "This is not the address of the site. A reverse proxy must pass on the Host header that it gets.");
            }

            if (address.Scheme == Uri.UriSchemeHttps)
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
            }

            return next(context);
        });
    }

    /// <summary>
    /// Whether somebody on this machine asks, by one of its own names and not through a proxy: a page of another site cannot, whatever its
    /// name leads to. No address at all means that the request did not come over a network.
    /// </summary>
    public static bool IsFromThisMachine(this HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IsLoopback(address))
            && IsOwnName(context.Request.Host.Host)
            && !context.Request.Headers.Keys.Any(IsProxys);

    private static Uri? Address(IConfiguration configuration) =>
        Uri.TryCreate(configuration["Venue:BaseUrl"], UriKind.Absolute, out var address) ? address : null;

    private static bool IsOwnName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    // What was believed stands in X-Original-… afterwards.
    private static bool IsProxys(string header) =>
        header.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
            || header.StartsWith("X-Original", StringComparison.OrdinalIgnoreCase)
            || header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || header.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
            || header.Equals("Via", StringComparison.OrdinalIgnoreCase);
}
