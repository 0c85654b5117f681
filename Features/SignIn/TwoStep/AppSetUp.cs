using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>What an authenticator app must learn: as a picture to scan, and in letters to type in.</summary>
public sealed record AppSetUp(QrCode Picture, string Letters)
{
    public static AppSetUp Of(byte[] key, string issuer, string account) => new(
        QrCode.Of(Totp.Uri(key, issuer, account)),
        string.Join(' ', Base32.Encode(key).Chunk(4).Select(group => new string(group))));
}
