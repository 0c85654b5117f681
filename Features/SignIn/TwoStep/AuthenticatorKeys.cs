using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>Protects the keys shared with authenticator apps, each for its account alone.</summary>
public sealed class AuthenticatorKeys(IDataProtectionProvider protection)
{
    private static readonly TimeSpan OfferedFor = TimeSpan.FromHours(1);

    private readonly IDataProtector protector = protection.CreateProtector("CustomerListSchedules.Authenticators");

    public byte[] Protect(Guid userId, byte[] key) => Stored(userId).Protect(key);

    /// <summary>The key; null when the application's protection keys are lost.</summary>
    public byte[]? Open(Guid userId, byte[] stored) => Try(() => Stored(userId).Unprotect(stored));

    /// <summary>
    /// A new key on its way through the form of the person who sets it up: nothing is stored before a code proves that the app has it.
    /// </summary>
    public (byte[] Key, string Offer) Offer(Guid userId)
    {
        var key = Totp.NewKey();
        return (key, Convert.ToBase64String(Offered(userId).Protect(key, OfferedFor)));
    }

    /// <summary>The key of an offer; null when it is not this account's, was tampered with, or is over an hour old.</summary>
    public byte[]? Accept(Guid userId, string offer) =>
        Try(() => Offered(userId).Unprotect(Convert.FromBase64String(offer), out _));

    private IDataProtector Stored(Guid userId) => protector.CreateProtector("stored", userId.ToString());

    private ITimeLimitedDataProtector Offered(Guid userId) =>
        protector.CreateProtector("offered", userId.ToString()).ToTimeLimitedDataProtector();

    private static byte[]? Try(Func<byte[]> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
