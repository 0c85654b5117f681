using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>
/// What a question gives to its answer, so that nothing is sent by hand that was not asked about: who was asked, what, and a key by which
/// it is done once however often it is answered.
/// </summary>
public sealed class AskedMark(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("CustomerListSchedules.SendByHand");

    public string Of(string question, Guid userId, Guid key) => protector.Protect($"{key:N} {userId:N} {question}");

    /// <returns>The key; null of what is no mark, or one of another question or person.</returns>
    public Guid? Key(string? mark, string question, Guid userId)
    {
        try
        {
            return mark is { Length: > 0 }
                && protector.Unprotect(mark).Split(' ') is [var key, var user, var asked]
                && asked == question && user == $"{userId:N}"
                ? Guid.ParseExact(key, "N")
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
