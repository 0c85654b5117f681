using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>Dates on which nothing runs: days and stretches of them, in order and apart from each other. Immutable and pure.</summary>
public sealed class ClosedDates
{
    public static readonly ClosedDates None = new([]);

    private readonly (LocalDate First, LocalDate Last)[] stretches;

    private ClosedDates((LocalDate First, LocalDate Last)[] stretches) => this.stretches = stretches;

    /// <summary>The stretches; a single day is its own first and last.</summary>
    public IReadOnlyList<(LocalDate First, LocalDate Last)> Stretches => stretches;

    /// <summary>Of any stretches, last days included: those that touch become one.</summary>
    public static ClosedDates Of(IEnumerable<(LocalDate First, LocalDate Last)> stretches)
    {
        var apart = new List<(LocalDate First, LocalDate Last)>();
        foreach (var next in stretches.Order())
        {
            if (apart.Count > 0 && next.First <= apart[^1].Last.PlusDays(1))
            {
                apart[^1] = (apart[^1].First, LocalDate.Max(apart[^1].Last, next.Last));
            }
            else
            {
                apart.Add(next);
            }
        }

        return apart.Count == 0 ? None : new ClosedDates([.. apart]);
    }

    /// <inheritdoc cref="ClosedDatesText.Parse"/>
    public static ClosedDates Parse(string typed) => ClosedDatesText.Parse(typed);

    /// <summary>What is stored; null is none.</summary>
    /// <exception cref="RecurrenceException">It was stored by something else.</exception>
    public static ClosedDates Read(string? stored) => stored is null ? None : ClosedDatesText.Parse(stored);

    /// <summary>These and those of another.</summary>
    public ClosedDates With(ClosedDates other) =>
        other.stretches.Length == 0 ? this : stretches.Length == 0 ? other : Of(stretches.Concat(other.stretches));

    public bool Contains(LocalDate date) => LastOf(date) is not null;

    /// <summary>The last day of the stretch that holds a date; null where none does.</summary>
    public LocalDate? LastOf(LocalDate date)
    {
        var (low, high) = (0, stretches.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (date < stretches[middle].First)
            {
                high = middle - 1;
            }
            else if (date > stretches[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return stretches[middle].Last;
            }
        }

        return null;
    }

    /// <summary>As it is stored, null for none: a line each, dates as ISO 8601 writes them.</summary>
    public string? Stored() => stretches.Length == 0 ? null : Lines(LocalDatePattern.Iso);

    /// <summary>As somebody would type it.</summary>
    public string Typed() => Lines(ClosedDatesText.Typed);

    /// <summary>
    /// The first of them in words, each "24 December 2026" or "24 December 2026 to 2 January 2027", and how many more there are.
    /// </summary>
    public IEnumerable<string> Words(int most) =>
        stretches.Take(most).Select(one => Span(one, RecurrenceWords.Date))
            .Concat(stretches.Length > most ? [$"{stretches.Length - most} more"] : []);

    private string Lines(LocalDatePattern pattern) => string.Join('\n', stretches.Select(one => Span(one, pattern.Format)));

    private static string Span((LocalDate First, LocalDate Last) one, Func<LocalDate, string> date) =>
        one.First == one.Last ? date(one.First) : $"{date(one.First)} to {date(one.Last)}";
}
