using System.Globalization;
using System.Text;
using NodaTime;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>The name under which a recipient saves a file.</summary>
public static class FileName
{
    // File systems take 255 bytes; what saves a file adds to its name.
    private const int MostBytes = 200;

    /// <returns>
    /// The list's name without what file systems refuse and without marks of direction, and the local date and time, at most 200 bytes as
    /// UTF-8: "Promoter sales 2026-12-01 0800.csv".
    /// </returns>
    public static string For(string listName, Instant at, DateTimeZone zone, string extension)
    {
        var local = at.InZone(zone).LocalDateTime.ToString("uuuu-MM-dd HHmm", CultureInfo.InvariantCulture);
        var end = $" {local}.{extension.TrimStart('.')}";
        var words = string.Concat(listName.Normalize().EnumerateRunes().Where(rune => !IsDirection(rune)).Select(
            rune => IsRefused(rune) ? " " : rune.ToString()));
        var name = new StringBuilder();
        var left = MostBytes - Encoding.UTF8.GetByteCount(end);
        foreach (var rune in string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
            {
                break;
            }

            name.Append(rune.ToString());
        }

        var safe = name.ToString().Trim('.', ' ');
        return $"{(safe.Length == 0 ? "Customer list" : safe)}{end}";
    }

    private static bool IsRefused(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|';

    // They make "gpj.exe" of "exe.jpg" (Unicode's Bidi_Control).
    private static bool IsDirection(Rune rune) =>
        rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
