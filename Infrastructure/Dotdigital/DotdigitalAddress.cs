using System.Net;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>
/// The addresses that calls may go to, and no others, whoever names them: a person, the configuration or an answer of Dotdigital's.
/// Dotdigital's regions over TLS; outside Production also a sandbox on this machine.
/// </summary>
public static partial class DotdigitalAddress
{
    /// <summary>Asked which region serves an account.</summary>
    public const string FirstRegion = "https://r1-api.dotdigital.com";

    public const string SandboxPath = "/sandbox/dotdigital";

    public static string Allowed(bool production) =>
        production
            ? "it is Dotdigital's address, https://r1-api.dotdigital.com (or r2, r3)."
            : "it is Dotdigital's address, https://r1-api.dotdigital.com (or r2, r3), or a sandbox's on this machine, "
            + "http://localhost:5000" + SandboxPath + ".";

    /// <summary>The address without a slash at its end, when calls may go there.</summary>
    public static Uri? Parse(string? text, bool production)
    {
        var address = (text ?? "").Trim().TrimEnd('/');
        return IsRegion(address) || (!production && IsSandbox(address)) ? new Uri(address) : null;
    }

    /// <summary>The same for what Dotdigital names as an account's endpoint: it may still use its former name, dotmailer.</summary>
    public static Uri? ParseEndpoint(string? text, bool production) =>
        Parse(FormerName().Replace((text ?? "").Trim(), "https://$1-api.dotdigital.com"), production);

    /// <summary>Where to ask which region serves an account that this address refuses.</summary>
    public static Uri WhereToAsk(Uri address) =>
        IsRegion(address.OriginalString) ? new Uri(FirstRegion) : new Uri(SandboxRegion().Replace(address.OriginalString, SandboxPath));

    private static bool IsRegion(string address) => Region().IsMatch(address);

    private static bool IsSandbox(string address) =>
        SandboxRegion().IsMatch(address)
        && Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" }
        && SandboxRegion().Replace(url.AbsolutePath, "") == ""
        && (url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    [GeneratedRegex(@"^https://r[1-9]-api\.dotdigital\.com\z")]
    private static partial Regex Region();

    [GeneratedRegex(@"^https://(r[1-9])-api\.dotmailer\.com(?=/?\z)")]
    private static partial Regex FormerName();

    [GeneratedRegex(SandboxPath + @"(/r[1-9])?\z")]
    private static partial Regex SandboxRegion();
}
