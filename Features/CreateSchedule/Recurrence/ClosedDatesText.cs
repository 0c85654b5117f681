using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>Reads dates and ranges as people type them, one a line.</summary>
internal static partial class ClosedDatesText
{
    /// <summary>More in one list nobody looks through.</summary>
    public const int Most = 200;

    public static readonly LocalDatePattern Typed = LocalDatePattern.CreateWithInvariantCulture("d/M/uuuu");

    private static readonly LocalDatePattern[] Patterns =
    [
        Typed, LocalDatePattern.Iso,
        .. new[] { "d.M.uuuu", "d-M-uuuu", "d MMM uuuu", "d MMMM uuuu" }.Select(LocalDatePattern.CreateWithInvariantCulture),
    ];

    /// <exception cref="RecurrenceException">A line is no date and no range; says which and what to type.</exception>
    public static ClosedDates Parse(string typed)
    {
        var lines = typed.Split(['\n', '\r', ',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > Most)
        {
            throw Refused($"Enter at most {Most} dates and ranges.");
        }

        return ClosedDates.Of(lines.Select(Stretch));
    }

    private static (LocalDate First, LocalDate Last) Stretch(string line)
    {
        var ends = To().Split(line);
        var first = Date(ends[0], line);
        var last = ends.Length switch
        {
            1 => first,
            2 => Date(ends[1], line),
            _ => throw NoDate(line),
        };
        return last >= first ? (first, last) : throw Refused($"“{Short(line)}” ends before it begins.");
    }

    private static LocalDate Date(string text, string line)
    {
        foreach (var pattern in Patterns)
        {
            if (pattern.Parse(text.Trim()) is { Success: true, Value: { Year: >= 1900 and <= 9000 } date })
            {
                return date;
            }
        }

        throw NoDate(line);
    }

    private static RecurrenceException NoDate(string line) =>
        Refused($"“{Short(line)}” is no date. Enter one such as 24/12/2026, day first, or a range such as 24/12/2026 to 2/1/2027.");

    private static RecurrenceException Refused(string words) => new(RecurrencePart.NotOn, words);

    private static string Short(string line) => line.Length <= 60 ? line : line[..60] + "…";

    [GeneratedRegex(@"\s+(?:to|until|-)\s+|\s*[–—]\s*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex To();
}
