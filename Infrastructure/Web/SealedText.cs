using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Files.Writers;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// What somebody typed or looks at, such as an address, as it stands in a page's own address: unreadable to proxies, logs and a browser's
/// history, and the same page when it is opened again. It keeps something unseen and proves nothing: it is no key to anything.
/// </summary>
public sealed class SealedText(IDataProtectionProvider protection)
{
    // A browser's address has room for it; nobody looks for more.
    private const int Longest = 500;

    private readonly IDataProtector protector = protection.CreateProtector("CustomerListSchedules.Addresses");

    /// <summary>For a query string; "" stays "", and of a longer text than anybody looks for the first 500 characters are kept.</summary>
    public string Seal(string? text) => string.IsNullOrEmpty(text) ? "" : protector.Protect(WholeCharacters.Cut(text, Longest).ToString());

    /// <summary>The text that was sealed. What was not, such as an address that somebody typed by hand, is taken as it stands.</summary>
    public string Open(string text)
    {
        try
        {
            return text.Length == 0 ? "" : protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return text;
        }
    }
}
