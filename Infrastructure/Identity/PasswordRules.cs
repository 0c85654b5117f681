using System.Collections.Frozen;
using CustomerListSchedules.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Refuses common passwords, those made of a common one with figures or signs around it, repetitions and runs, and the
/// account's own name or address, or little but the venue's name and the product's (NIST SP 800-63B 5.1.1.2, ASVS 2.1.7). The list is
/// zxcvbn's, from published leaks.
/// </summary>
public sealed class PasswordRules(NpgsqlDataSource dataSource) : IPasswordValidator<User>
{
    public const int MinimumLength = 12;
    public const int MaximumLength = 128;

    private const string Runs = "abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiopasdfghjklzxcvbnm qazwsxedcrfvtgbyhnujmikolp";

    private static readonly string[] ProductWords = ["customer", "list", "schedule", "dotdigital"];

    private static readonly FrozenSet<string> Common = Read();

    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var venue = await dataSource.ReadOneAsync<string>("select client_name from venue_settings", CancellationToken.None);
        return Refusal(password ?? "", user.Name, user.Email, venue) is { } why
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = why })
            : IdentityResult.Success;
    }

    /// <summary>Why a password may not be used, in words for a person; null when it may.</summary>
    public static string? Refusal(string password, string? name, string? email, string? venue = null)
    {
        if (password.Length < MinimumLength)
        {
            return $"Use at least {MinimumLength} characters. Three or four words that do not belong together are easy to remember.";
        }

        if (password.Length > MaximumLength)
        {
            return $"Use at most {MaximumLength} characters.";
        }

        var lower = password.ToLowerInvariant();
        if (IsCommon(lower))
        {
            return "That is one of the passwords that are tried first. Choose another one.";
        }

        var own = (name ?? "").ToLowerInvariant().Split(' ').Append((email ?? "").ToLowerInvariant().Split('@')[0])
            .Where(word => word.Length >= 4);
        return own.Any(word => word.Length * 2 >= Core(lower).Length && lower.Contains(word, StringComparison.Ordinal))
            ? "That is too close to the name or the address of the account. Choose another one."
            : IsOfHere(lower, (venue ?? "").ToLowerInvariant())
            ? "That is little more than the name of the venue or of this application. Choose another one."
            : null;
    }

    // "OldFireStation26!": of its letters less than half are left without the words that everybody here knows.
    private static bool IsOfHere(string password, string venue)
    {
        var letters = string.Concat(password.Where(char.IsLetter));
        var left = letters;
        foreach (var word in venue.Split(' ').Select(word => string.Concat(word.Where(char.IsLetter))).Concat(ProductWords)
            .Where(word => word.Length >= 3).OrderByDescending(word => word.Length))
        {
            left = left.Replace(word, "", StringComparison.Ordinal);
        }

        return left.Length * 2 < letters.Length;
    }

    private static bool IsCommon(string password)
    {
        var core = Core(password);
        var unit = Unit(password);
        return Common.Contains(password)
            || Common.Contains(core)
            || unit.Length <= 4 || Common.Contains(unit) || Common.Contains(Core(unit)) || Common.Contains(Unit(core))
            || IsRun(password);
    }

    // "!!Password2026" is "password".
    private static string Core(string password) => password.Trim([.. password.Where(letter => !char.IsLetter(letter)).Distinct()]);

    // "secretsecret" is "secret" twice.
    private static string Unit(string password)
    {
        for (var length = 1; length <= password.Length / 2; length++)
        {
            if (Enumerable.Range(length, password.Length - length).All(i => password[i] == password[i - length]))
            {
                return password[..length];
            }
        }

        return password;
    }

    // Along the alphabet, the figures or the keyboard, either way.
    private static bool IsRun(string password) =>
        Runs.Contains(password, StringComparison.Ordinal) || Runs.Contains(new string([.. password.Reverse()]), StringComparison.Ordinal);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
