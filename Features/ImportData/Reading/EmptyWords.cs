using System.Text;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>What programs write into cells that are empty. Exactly as they write it: Null and Na are names of people.</summary>
public static class EmptyWords
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "NULL", "null", @"\N", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "None", "(none)", "(null)", "(blank)", "-", "--", "—",
        "0000-00-00", "0000-00-00 00:00:00", "0000-00-00 00:00:00.000", "[NULL]", "[null]", "(NULL)", "<null>", "<NULL>", "undefined",
        "NaT", "nil", "n.a.", "n. a.", "N.A.", "k.A.", "k. A.", "–", "---", "(empty)", "(leer)", "(vide)", "(not set)", "(unknown)",
        "(None)", "not set",
    };

    /// <param name="cell">Without space around it.</param>
    /// <param name="inWorkbook">Where #N/A is the error of a formula.</param>
    public static bool Has(ReadOnlySpan<byte> cell, bool inWorkbook = false)
    {
        // Nearly every cell starts otherwise.
        if (cell.IsEmpty || cell.Length > 23 || !("Nnku#<([-\\0"u8.Contains(cell[0]) || cell[0] == 0xE2))
        {
            return false;
        }

        Span<char> text = stackalloc char[24];
        return Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text[..Encoding.UTF8.GetChars(cell, text)])
            && !(inWorkbook && Cells.IsFormulaError(cell));
    }
}
