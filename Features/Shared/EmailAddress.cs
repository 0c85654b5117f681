using System.Net.Mail;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Features.Shared;

/// <summary>
/// The shape of an e-mail address (RFC 5321: at most 254 characters, 64 before the @), the same for accounts, recipients and customers.
/// </summary>
public static partial class EmailAddress
{
    public const int MaximumLength = 254;

    /// <summary>What is wrong with an address, in words for a person; null when nothing is.</summary>
    public static string? Problem(string address) =>
        address.Length == 0 ? "Enter an e-mail address."
        : address.Length > MaximumLength ? $"An e-mail address has at most {MaximumLength} characters."
        : IsAddress(address) ? null
        : "Enter an e-mail address such as name@example.org.";

    /// <summary>
    /// The address that is meant where only one can be: without mailto:, quotes or brackets around it, a point at its end, or the
    /// apostrophe of a word processor. As it is where nothing can be mended for sure.
    /// </summary>
    public static string Mended(string text)
    {
        if (IsAddress(text))
        {
            return text;
        }

        var address = text.Replace('\uFF20', '@');
        address = Named().Match(address) is { Success: true } named ? named.Groups[1].Value : address;
        address = address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..].Split('?')[0] : address;
        address = Linked().Match(address) is { Success: true } linked ? linked.Groups[1].Value : address;
        address = Wrapped().Match(address) is { Success: true } wrapped ? wrapped.Groups[1].Value : address;
        address = QuotedName().Replace(address, "$1@").Replace('\u2019', '\'').Trim().TrimEnd('.', ';', ',').Trim();
        return IsAddress(address) ? address : text;
    }

    private static bool IsAddress(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && address.Length <= MaximumLength
            && Name().IsMatch(address.AsSpan(0, at)) && Domain().IsMatch(address.AsSpan(at + 1))
            && Uri.CheckHostName(address[(at + 1)..]) == UriHostNameType.Dns && MailAddress.TryCreate(address, out _);
    }

    /// <summary>RFC 5322's dot-atom: no point at its ends, nor two together.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z")]
    private static partial Regex Name();

    /// <summary>Two labels or more, of letters of any script, and the last not a number.</summary>
    [GeneratedRegex(
        @"^([\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+(?![0-9]+\z)[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])\z")]
    private static partial Regex Domain();

    [GeneratedRegex(@"^\s*[<'""\u2018\u201C](.+)[>'""\u2019\u201D]\s*\z")]
    private static partial Regex Wrapped();

    /// <summary>Ada Lovelace &lt;ada@example.org&gt;: a name, and one address in brackets.</summary>
    [GeneratedRegex(@"^[^<>@]*<\s*([^<>]+?)\s*>\s*;?\z")]
    private static partial Regex Named();

    /// <summary>As Access stores a link: ada@example.org#mailto:ada@example.org#.</summary>
    [GeneratedRegex(@"^([^#]+)#mailto:\1#?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Linked();

    [GeneratedRegex(@"^""([^""\\@]+)""@")]
    private static partial Regex QuotedName();
}
