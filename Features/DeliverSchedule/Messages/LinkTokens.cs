using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>
/// Link tokens: 256 random bits in base64url. The database holds a SHA-256 for look-up and, until the mail server accepts
/// the message, the token itself under data protection, so that a retry carries the same link.
/// </summary>
public sealed class LinkTokens(IDataProtectionProvider protection)
{
    private const int Bytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("CustomerListSchedules.LinkToken.v1");

    public (byte[] Hash, byte[] Protected) Create()
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(Bytes));
        return (Hash(token), protector.Protect(Encoding.ASCII.GetBytes(token)));
    }

    /// <exception cref="CryptographicException">The keys are lost.</exception>
    public string Reveal(byte[] protectedToken) => Encoding.ASCII.GetString(protector.Unprotect(protectedToken));

    public bool CanReveal(byte[] protectedToken)
    {
        try
        {
            Reveal(protectedToken);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
