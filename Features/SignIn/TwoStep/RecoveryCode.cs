using System.Security.Cryptography;
using System.Text;

namespace CustomerListSchedules.Features.SignIn.TwoStep;

/// <summary>Codes that let somebody in once each when the authenticator app is not at hand: "BCDF-GHJK-MNPQ-2345-RTVW-XY67".</summary>
public static class RecoveryCode
{
    public const int Count = 10;

    // No vowels and nothing that looks like something else; 26 to the 24th is 112 bits, so a plain hash cannot be searched.
    private const string Alphabet = "23456789BCDFGHJKMNPQRTVWXY";
    private const int Length = 24;
    private const int Group = 4;

    public static IReadOnlyList<string> NewSet() => [.. Enumerable.Range(0, Count).Select(_ => New())];

    /// <summary>SHA-256 of the account and the code, whatever its capitals and hyphens.</summary>
    public static byte[] Hash(Guid userId, string typed) => SHA256.HashData(Encoding.UTF8.GetBytes($"{userId:N}:{Bare(typed)}"));

    private static string Bare(string typed) => string.Concat(typed.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant));

    private static string New() =>
        string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(Group).Select(group => new string(group)));
}
