using System.Security.Cryptography;
using CustomerListSchedules.Infrastructure.Web;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Message-IDs of mail (RFC 5322, 3.6.4), without their angle brackets: 128 random bits, at the host where people reach the application.
/// </summary>
public sealed class MessageIds(BaseAddress address)
{
    public string New() => $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}@{address.Host()}";
}
