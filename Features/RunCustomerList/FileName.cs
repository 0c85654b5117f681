using System.Globalization;
using System.Text;
using NodaTime;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>The name under which a recipient saves a file.</summary>
public static class FileName
{
    private const int LongestName = 120;

    /// <returns>
    /// The list's name without what file systems refuse, and the local date and time: "Promoter sales 2026-12-01 0800.csv".
    /// </returns>
    public static string For(string listName, Instant at, DateTimeZone zone, string extension)
    {
        var name = new StringBuilder();
        foreach (var rune in listName.Normalize().EnumerateRunes())
        {
            if (name.Length + rune.Utf16SequenceLength > LongestName)
            {
                break;
            }

            name.Append(
                Rune.IsControl(rune) || rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? " " : rune.ToString());
        }

        var safe = string.Join(' ', name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim('.', ' ');
        var local = at.InZone(zone).LocalDateTime.ToString("uuuu-MM-dd HHmm", CultureInfo.InvariantCulture);
        return $"{(safe.Length == 0 ? "Customer list" : safe)} {local}.{extension.TrimStart('.')}";
    }
}
