using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.AddCustomerList.Parts;

/// <summary>
/// Reads the table of values and addresses as it is typed, or pasted from a sheet: a value and its addresses on each line, with a tab, a
/// comma or a semicolon between. A value may hold commas itself; in quotation marks it stands as in CSV (RFC 4180).
/// </summary>
internal static class PartLines
{
    /// <summary>More pairs of a value and an address than anybody keeps by hand.</summary>
    public const int Most = 2000;

    /// <summary>Longest text that is read at all.</summary>
    public const int LongestText = 200_000;

    private const int LongestValue = 300;

    private static readonly char[] Separators = ['\t', ',', ';'];

    /// <returns>Each pair once, in the order typed, and what is wrong in words for a person.</returns>
    public static (IReadOnlyList<PartLine> Found, IReadOnlyList<string> Problems) Parse(string typed)
    {
        if (typed.Length > LongestText)
        {
            return ([], ["There are too many lines."]);
        }

        var found = new List<PartLine>();
        var problems = new List<string>();
        foreach (var line in typed.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(line => line.Trim().Length > 0))
        {
            var (value, rest) = Split(line);
            if (Problem(line, value, rest) is { } problem)
            {
                problems.Add(problem);
                continue;
            }

            var (addresses, wrong) = Addresses.Parse(rest.Replace('\t', ','));
            problems.AddRange(wrong.Select(words => $"{Short(value)}: {words}"));
            // The first spelling of a value is that of all its lines.
            var spelling = found.FirstOrDefault(part => PartLine.Same(part.Value, value))?.Value ?? value;
            found.AddRange(addresses.Select(address => new PartLine(spelling, address)));
        }

        IReadOnlyList<PartLine> parts = [.. found.Distinct()];
        if (parts.Count > Most)
        {
            problems.Add($"There are {Plural.Number(parts.Count)} addresses beside values; {Plural.Number(Most)} is the most.");
        }

        return (parts, problems);
    }

    /// <summary>As <see cref="Parse"/> reads them: a line for each value.</summary>
    public static string Join(IEnumerable<PartLine> parts) => string.Join(
        '\n',
        parts.GroupBy(part => part.Value).Select(value => $"{value.Key}\t{Addresses.Join(value.Select(part => part.Address))}"));

    private static (string Value, string After) Split(string line)
    {
        if (line.TrimStart().StartsWith('"') && Quoted(line.TrimStart()) is { } quoted)
        {
            return quoted;
        }

        var tab = line.IndexOf('\t');
        var at = line.IndexOf('@');
        // Without a tab the value ends where the first address begins.
        var end = tab >= 0 ? tab : at >= 0 ? line.LastIndexOfAny(Separators, at) : line.LastIndexOfAny(Separators);
        return end < 0 ? ("", line) : (line[..end].Trim().TrimEnd(Separators).Trim(), line[(end + 1)..]);
    }

    private static (string Value, string After)? Quoted(string line)
    {
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] != '"')
            {
                continue;
            }

            if (i + 1 < line.Length && line[i + 1] == '"')
            {
                i++;
                continue;
            }

            var rest = line[(i + 1)..].TrimStart(' ');
            return rest.Length > 0 && Separators.Contains(rest[0])
                ? (line[1..i].Replace("\"\"", "\"", StringComparison.Ordinal).Trim(), rest[1..])
                : null;
        }

        return null;
    }

    // A value whose cell of addresses is empty goes to nobody, which the page says.
    private static string? Problem(string line, string value, string rest) => value switch
    {
        "" when line.Contains('@') => $"“{Short(line)}” has no value before the address.",
        "" => $"“{Short(line)}” has no address. Put a comma and its addresses behind it, or take the line away.",
        { Length: > LongestValue } => $"“{Short(value)}” is too long: a value has at most {LongestValue} characters.",
        _ when value.Any(char.IsControl) => $"“{Short(value)}” has characters in it that cannot be seen.",
        _ when rest.Trim(' ', '\t', ',', ';').Length > 0 && !rest.Contains('@') =>
            $"“{Short(line)}” has no address. Put a comma and its addresses behind it, or take the line away.",
        _ => null,
    };

    private static string Short(string text) => text.Trim() is var trimmed && trimmed.Length <= 80 ? trimmed : trimmed[..79] + "…";
}
