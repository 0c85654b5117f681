using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>Drafts hold what was typed, addresses among it: the database never has them in the clear.</summary>
internal static class DraftProtection
{
    public static byte[] Seal(this IDataProtectionProvider protection, string content) =>
        Protector(protection).Protect(Encoding.UTF8.GetBytes(content));

    /// <summary>Null when the keys are lost.</summary>
    public static string? Open(this IDataProtectionProvider protection, byte[] content)
    {
        try
        {
            return Encoding.UTF8.GetString(Protector(protection).Unprotect(content));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static IDataProtector Protector(IDataProtectionProvider protection) =>
        protection.CreateProtector("CustomerListSchedules.Drafts");
}
