namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// <c>Email:OAuth:{TokenUrl,ClientId,ClientSecret,Scope}</c>: sign-in to the mail server by OAuth 2 with client credentials
/// (RFC 6749, 4.4). Services that know one scope only do without <paramref name="Scope"/>.
/// </summary>
public sealed record EmailOAuth(Uri TokenUrl, string ClientId, string ClientSecret, string? Scope)
{
    private const string Section = "Email:OAuth:";
    private static readonly string[] Needed = ["TokenUrl", "ClientId", "ClientSecret"];

    /// <summary>The settings, or null where none of them is set.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it and says why.</exception>
    internal static EmailOAuth? Read(Func<string, string?> text)
    {
        var values = Needed.Select(name => text(Section + name)).ToArray();
        var scope = text(Section + "Scope");
        if (values is [null, null, null] && scope is null)
        {
            return null;
        }

        if (Array.IndexOf(values, null) is >= 0 and var missing)
        {
            throw new InvalidOperationException(
                $"{Section}{Needed[missing]} must be set: OAuth needs {string.Join(", ", Needed)}, and mostly Scope.");
        }

        return new EmailOAuth(ReadUrl(values[0]!), values[1]!, values[2]!, scope);
    }

    // The client's secret goes there.
    private static Uri ReadUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { UserInfo: "", Fragment: "" }
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && EmailOptions.IsThisMachine(url.Host.Trim('[', ']'))))
            ? url
            : throw new InvalidOperationException(
                $"{Section}TokenUrl must be an https address, such as https://login.microsoftonline.com/TENANT/oauth2/v2.0/token.");
}
