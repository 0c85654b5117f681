using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Reads values from cells, given as UTF-8 without spaces around them.</summary>
public static class Cells
{
    private static readonly SearchValues<byte> Decimals = SearchValues.Create("0123456789.,"u8);

    /// <summary>Whether text has at most so many characters, counted as PostgreSQL does.</summary>
    public static bool Fits(ReadOnlySpan<byte> text, int most)
    {
        if (text.Length <= most)
        {
            return true;
        }

        var characters = 0;
        foreach (var part in text)
        {
            characters += (part & 0xC0) == 0x80 ? 0 : 1;
        }

        return characters <= most;
    }

    public static bool TryYesNo(ReadOnlySpan<byte> text, out bool yes)
    {
        yes = Ascii.EqualsIgnoreCase(text, "yes"u8)
            || Ascii.EqualsIgnoreCase(text, "y"u8)
            || Ascii.EqualsIgnoreCase(text, "true"u8)
            || text.SequenceEqual("1"u8);
        return yes
            || text.IsEmpty
            || Ascii.EqualsIgnoreCase(text, "no"u8)
            || Ascii.EqualsIgnoreCase(text, "n"u8) || Ascii.EqualsIgnoreCase(text, "false"u8) || text.SequenceEqual("0"u8);
    }

    /// <summary>Yes, No or Not asked, as it is stored; not of an empty cell.</summary>
    public static bool TryAnswer(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> answer)
    {
        if (Ascii.EqualsIgnoreCase(text, "not asked"u8))
        {
            answer = "Not asked"u8;
            return true;
        }

        var known = TryYesNo(text, out var yes) && !text.IsEmpty;
        answer = yes ? "Yes"u8 : "No"u8;
        return known;
    }

    public static bool TryCount(ReadOnlySpan<byte> text, out int count) =>
        Utf8Parser.TryParse(text, out count, out var used, 'D') && used == text.Length && count >= 0 && text[0] != '+';

    /// <summary>What Excel makes of a long number, 1.00012E+11: its last digits are lost.</summary>
    public static bool IsScientific(ReadOnlySpan<byte> text)
    {
        var e = text.IndexOfAny((byte)'E', (byte)'e');
        return e > 0 && text.Length > e + 2 && text[e + 1] is (byte)'+' or (byte)'-'
            && text[(e + 2)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            && text[..e].TrimStart("+-"u8).IndexOfAnyExcept(Decimals) < 0;
    }

    /// <summary>What a spreadsheet shows where a formula failed: #REF!, #VALUE!.</summary>
    public static bool IsFormulaError(ReadOnlySpan<byte> text) => text is [(byte)'#', ..]
        && (text.SequenceEqual("#REF!"u8) || text.SequenceEqual("#VALUE!"u8) || text.SequenceEqual("#NAME?"u8)
            || text.SequenceEqual("#DIV/0!"u8) || text.SequenceEqual("#NULL!"u8) || text.SequenceEqual("#NUM!"u8)
            || text.SequenceEqual("#N/A"u8) || text.SequenceEqual("#SPILL!"u8) || text.SequenceEqual("#CALC!"u8)
            || text.SequenceEqual("#GETTING_DATA"u8) || text.IndexOfAnyExcept((byte)'#') < 0);

    /// <summary>The last line of a report, which is nobody: Total.</summary>
    public static bool IsTotal(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd(": "u8);
        return Ascii.EqualsIgnoreCase(text, "total"u8) || Ascii.EqualsIgnoreCase(text, "totals"u8)
            || Ascii.EqualsIgnoreCase(text, "grand total"u8) || Ascii.EqualsIgnoreCase(text, "subtotal"u8)
            || Ascii.EqualsIgnoreCase(text, "sum"u8) || Ascii.EqualsIgnoreCase(text, "summe"u8) || Ascii.EqualsIgnoreCase(text, "gesamt"u8)
            || Ascii.EqualsIgnoreCase(text, "totale"u8) || Ascii.EqualsIgnoreCase(text, "totaal"u8);
    }
}
