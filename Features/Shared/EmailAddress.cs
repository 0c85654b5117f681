using System.Net.Mail;

namespace CustomerListSchedules.Features.Shared;

/// <summary>The shape of an e-mail address (RFC 5321: at most 254 characters, 64 before the @).</summary>
public static class EmailAddress
{
    public const int MaximumLength = 254;

    /// <summary>What is wrong with an address, in words for a person; null when nothing is.</summary>
    public static string? Problem(string address)
    {
        if (address.Length == 0)
        {
            return "Enter an e-mail address.";
        }

        if (address.Length > MaximumLength)
        {
            return $"An e-mail address has at most {MaximumLength} characters.";
        }

        var at = address.LastIndexOf('@');
        var domain = address[(at + 1)..];
        var plausible = at is > 0 and <= 64
            && address[..at].All(char.IsAscii)
            && !address.Any(letter => char.IsWhiteSpace(letter)
            || char.IsControl(letter)
            || "<>,;\"()[]\\".Contains(letter, StringComparison.Ordinal))
            && address.IndexOf('@') == at
            && domain.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(domain) == UriHostNameType.Dns
            && !domain.StartsWith('.') && !domain.EndsWith('.') && MailAddress.TryCreate(address, out _);
        return plausible ? null : "Enter an e-mail address such as name@example.org.";
    }
}
