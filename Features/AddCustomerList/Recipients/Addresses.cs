using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>
/// Reads what was typed or pasted into Email to: addresses between commas, semicolons or new lines, with or without a
/// display name (<c>Jo &lt;jo@example.org&gt;</c>; RFC 5322 without comments and quoted local parts). Addresses keep
/// their capitals: who may collect is compared exactly.
/// </summary>
internal static partial class Addresses
{
    /// <summary>More are a distribution list, which a mail server keeps better.</summary>
    public const int Most = 200;

    /// <summary>Longest text that is read at all.</summary>
    public const int LongestText = 60_000;

    // RFC 5321, 4.5.3.1; a path of 256 holds an address of 254.
    private const int LongestAddress = 254;
    private const int LongestLocalPart = 64;

    /// <returns>The addresses in the order typed, and what is wrong in words for a person, each naming its address.</returns>
    public static (IReadOnlyList<string> Found, IReadOnlyList<string> Problems) Parse(string typed)
    {
        if (typed.Length > LongestText)
        {
            return ([], ["There are too many addresses."]);
        }

        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var address in Pieces(typed))
        {
            if (Problem(address) is { } problem)
            {
                problems.Add(problem);
            }
            else if (!seen.Add(address))
            {
                problems.Add($"{address} is there twice.");
            }
            else
            {
                found.Add(address);
            }
        }

        if (found.Count > Most)
        {
            problems.Add(
                $"There are {found.Count} addresses; {Most} is the most. Add the Customer List to the schedule again for the others.");
        }

        return (found, problems);
    }

    public static string Join(IEnumerable<string> addresses) => string.Join(", ", addresses);

    /// <summary>The same text with further addresses, each once.</summary>
    public static string Add(string typed, IEnumerable<string> more)
    {
        var news = more.Except(Parse(typed).Found);
        return Join(typed.Trim(' ', ',', ';', '\r', '\n') is { Length: > 0 } before ? news.Prepend(before) : news);
    }

    /// <summary>The same text with one address replaced.</summary>
    public static string Replace(string typed, string from, string to)
    {
        var (found, problems) = Parse(typed);
        return problems.Count > 0
            ? typed.Replace(from, to, StringComparison.Ordinal)
            : Join(found.Select(address => address == from ? to : address).Distinct());
    }

    private static IEnumerable<string> Pieces(string typed)
    {
        var pieces = Split(typed).Select(Trim).Where(piece => piece.Length > 0).ToList();
        for (var i = 0; i < pieces.Count; i++)
        {
            // "Last, First <first@example.org>": the comma belongs to the name of the next piece.
            if (!pieces[i].Contains('@') && i + 1 < pieces.Count && Bracketed().IsMatch(pieces[i + 1]))
            {
                continue;
            }

            yield return Bracketed().Match(pieces[i]) is { Success: true } named ? Trim(named.Groups[1].Value) : pieces[i];
        }
    }

    // A separator within a quoted name does not separate; a quotation mark without its fellow is none.
    private static IEnumerable<string> Split(string typed)
    {
        var last = typed.LastIndexOf('"');
        var quoted = false;
        var start = 0;
        for (var i = 0; i < typed.Length; i++)
        {
            if (typed[i] == '"')
            {
                quoted = !quoted && i < last;
            }
            else if (!quoted && typed[i] is (',' or ';' or '\r' or '\n'))
            {
                yield return typed[start..i];
                start = i + 1;
            }
        }

        yield return typed[start..];
    }

    private static string? Problem(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0)
        {
            return $"“{Short(address)}” is not an e-mail address: it has no @.";
        }

        var (local, domain) = (address[..at], address[(at + 1)..]);
        if (address.Any(char.IsWhiteSpace))
        {
            return $"“{Short(address)}” has a space in it. Separate addresses with commas.";
        }

        if (address.Length > LongestAddress)
        {
            return $"“{Short(address)}” is too long: an e-mail address has at most {LongestAddress} characters.";
        }

        if (local.Length > LongestLocalPart)
        {
            return $"“{Short(address)}” is too long before the @: at most {LongestLocalPart} characters.";
        }

        if (local.Contains('@'))
        {
            return $"“{Short(address)}” has more than one @. Separate addresses with commas.";
        }

        if (!LocalPart().IsMatch(local))
        {
            return $"“{Short(address)}” is not an e-mail address: see what is before the @.";
        }

        return Domain().IsMatch(domain) ? null : $"“{Short(address)}” is not an e-mail address: see what is after the @.";
    }

    // Copied text brings spaces, no-break spaces and marks that nobody sees.
    private static string Trim(string piece)
    {
        var start = 0;
        var end = piece.Length;
        while (start < end && Unseen(piece[start]))
        {
            start++;
        }

        while (end > start && Unseen(piece[end - 1]))
        {
            end--;
        }

        return piece[start..end];
    }

    private static bool Unseen(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static string Short(string text) => text.Length <= 80 ? text : text[..79] + "…";

    [GeneratedRegex("<([^<>]*)>$")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z")]
    private static partial Regex LocalPart();

    [GeneratedRegex(@"^(?=.{1,253}\z)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\z")]
    private static partial Regex Domain();
}
