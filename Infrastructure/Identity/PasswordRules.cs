using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// Refuses common passwords, those made of a common one with figures or signs around it, repetitions and runs, and the
/// account's own name or address (NIST SP 800-63B 5.1.1.2, ASVS 2.1.7). The list is zxcvbn's, from published leaks.
/// </summary>
public sealed class PasswordRules : IPasswordValidator<User>
{
    public const int MinimumLength = 12;
    public const int MaximumLength = 128;

    private const string Runs = "abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiopasdfghjklzxcvbnm qazwsxedcrfvtgbyhnujmikolp";

    private static readonly FrozenSet<string> Common = Read();

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(Refusal(password ?? "", user.Name, user.Email) is { } why
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = why })
            : IdentityResult.Success);

    /// <summary>Why a password may not be used, in words for a person; null when it may.</summary>
    public static string? Refusal(string password, string? name, string? email)
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
            : null;
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
