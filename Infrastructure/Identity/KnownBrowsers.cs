using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// A protected cookie that says who signed in with this browser before. It lets nobody in: it only keeps a browser apart from strangers who
/// guess at the same account (OWASP, Slow Down Online Guessing Attacks with Device Cookies).
/// </summary>
public sealed class KnownBrowsers(IDataProtectionProvider protection)
{
    private const string Cookie = "customer-list-schedules-known";
    private const int MostAccounts = 20;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector protector =
        protection.CreateProtector("CustomerListSchedules.KnownBrowsers").ToTimeLimitedDataProtector();

    /// <summary>What the request's cookie says; null where it has none, or one that was tampered with or is too old.</summary>
    public KnownBrowser? Read(HttpRequest request)
    {
        if (request.Cookies[Cookie] is not { } cookie)
        {
            return null;
        }

        try
        {
            var ids = protector.Unprotect(cookie).Split(',').Select(Guid.Parse).ToList();
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
            Cookie,
            protector.Protect(string.Join(',', accounts.Prepend(known?.Id ?? Guid.NewGuid())), KeptFor),
            new CookieOptions
            {
                HttpOnly = true, IsEssential = true, MaxAge = KeptFor, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps,
            });
    }
}
