using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, steps of 30 seconds, 6 digits.</summary>
public static class Totp
{
    public const int Digits = 6;

    // RFC 4226, 4: at least 128 bits, 160 recommended.
    private const int KeyLength = 20;
    private const int StepSeconds = 30;

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyLength);

    /// <summary>The number of whole steps since 1970.</summary>
    public static long StepAt(Instant at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step (RFC 4226, 5.3).</summary>
    [SuppressMessage(
        "Security", "CA5350",
        Justification = "RFC 6238's default, and what authenticator apps know; HMAC does not lean on SHA-1's weakness.")]
    public static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, hash);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The step that a code is of: the present one, or a neighbour for a clock that is slow or fast (RFC 6238, 5.2); null when
    /// it is of none later than <paramref name="after"/>, so that a code is good once.
    /// </summary>
    /// <param name="typed">The code; blanks are ignored.</param>
    /// <param name="after">The last step that was accepted.</param>
    public static long? Match(byte[] key, string typed, Instant now, long after)
    {
        var given = Encoding.UTF8.GetBytes(string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter))));
        long? found = null;
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(key, step)), given) && step > after)
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>What an authenticator app reads from a QR code (the "otpauth" key URI format).</summary>
    public static string Uri(byte[] key, string issuer, string account)
    {
        // A colon parts issuer and account.
        var who = System.Uri.EscapeDataString(issuer.Replace(':', ' '));
        return $"otpauth://totp/{who}:{System.Uri.EscapeDataString(account)}?secret={Base32.Encode(key)}&issuer={who}"
            + $"&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
    }
}
