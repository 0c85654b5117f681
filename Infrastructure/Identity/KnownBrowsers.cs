using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// A protected cookie that says who signed in with this browser before. It lets nobody in: it only keeps a browser apart from strangers who
/// guess at the same account (OWASP, Slow Down Online Guessing Attacks with Device Cookies).
/// </summary>
public sealed class KnownBrowsers
{
    private const int MostAccounts = 20;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector protector;
    private readonly CookieBuilder cookie = new() { IsEssential = true, MaxAge = KeptFor, SameSite = SameSiteMode.Lax };

    public KnownBrowsers(IDataProtectionProvider protection, IConfiguration configuration)
    {
        protector = protection.CreateProtector("CustomerListSchedules.KnownBrowsers").ToTimeLimitedDataProtector();
        cookie.Harden("customer-list-schedules-known", configuration);
    }

    /// <summary>What the request's cookie says; null where it has none, or one that was tampered with or is too old.</summary>
    public KnownBrowser? Read(HttpRequest request)
    {
        if (request.Cookies[cookie.Name!] is not { } value)
        {
            return null;
        }

        try
        {
            var ids = protector.Unprotect(value).Split(',').Select(Guid.Parse).ToList();
            return new KnownBrowser(ids[0], ids[1..]);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Notes on this response that the account signed in.</summary>
    public void Remember(HttpContext context, Guid userId)
    {
        var known = Read(context.Request);
        var accounts = (known?.Accounts ?? []).Where(id => id != userId).Prepend(userId).Take(MostAccounts);
        context.Response.Cookies.Append(
            cookie.Name!,
            protector.Protect(string.Join(',', accounts.Prepend(known?.Id ?? Guid.NewGuid())), KeptFor),
            cookie.Build(context));
    }
}
