using System.Security.Cryptography;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Message-IDs of mail (RFC 5322, 3.6.4), without their angle brackets: 128 random bits.</summary>
internal static class MessageIds
{
    public static string New() => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@customer-list-schedules";
}
