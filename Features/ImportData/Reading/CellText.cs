using System.Buffers;
using System.Globalization;
using System.Text;
using CustomerListSchedules.Infrastructure.Files.Writers;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>
/// The text of a cell as it is meant: without Unicode space around it and without characters that only steer how it is shown; what has
/// nothing visible is empty. What is made anew lives until the next call of the same reader.
/// </summary>
/// <param name="inWorkbook">Where text stands as it is: what in a CSV keeps spreadsheets from changing it is its own there.</param>
public sealed class CellText(bool inWorkbook = false)
{
    private byte[] buffer = new byte[1024];

    /// <summary>Text for people: composed (NFC), no space or format characters at its ends.</summary>
    public ReadOnlySpan<byte> Words(ReadOnlySpan<byte> cell)
    {
        cell = Trim(cell);
        return Ascii.IsValid(cell) ? cell : Composed(Encoding.UTF8.GetString(cell));
    }

    /// <summary>An address, a number or a reference: as <see cref="Words"/>, and no format characters inside either.</summary>
    public ReadOnlySpan<byte> Mark(ReadOnlySpan<byte> cell)
    {
        cell = Trim(cell);
        return Ascii.IsValid(cell) ? cell : Composed(WithoutFormat(Encoding.UTF8.GetString(cell)));
    }

    /// <summary>A cell out of the ="…" that keeps a spreadsheet from changing it, read as a mark or as words.</summary>
    public ReadOnlySpan<byte> Read(ReadOnlySpan<byte> cell, bool mark)
    {
        cell = Opened(cell);
        return mark ? Mark(cell) : Words(cell);
    }

    /// <summary>A cell as it was meant to be seen, space and all: what keeps a spreadsheet from changing or running it taken off.</summary>
    public ReadOnlySpan<byte> Meant(ReadOnlySpan<byte> cell) => Unguarded(Opened(cell));

    /// <summary>Without the apostrophes that our own CSV files put before what a spreadsheet would run.</summary>
    public ReadOnlySpan<byte> Unguarded(ReadOnlySpan<byte> cell) => !inWorkbook && cell.Contains((byte)FormulaSafety.Guard)
        ? Encoding.UTF8.GetBytes(FormulaSafety.Unguarded(Encoding.UTF8.GetString(cell)))
        : cell;

    /// <summary>Without Unicode space and format characters at the ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || (cell[0] is > (byte)' ' and < 0x7F && cell[^1] is > (byte)' ' and < 0x7F))
        {
            return cell;
        }

        while (!cell.IsEmpty && Rune.DecodeFromUtf8(cell, out var first, out var used) == OperationStatus.Done && IsUnseen(first))
        {
            cell = cell[used..];
        }

        while (!cell.IsEmpty && Rune.DecodeLastFromUtf8(cell, out var last, out var used) == OperationStatus.Done && IsUnseen(last))
        {
            cell = cell[..^used];
        }

        return cell;
    }

    /// <summary>The same for a text: of a header, of what was typed.</summary>
    public static string Trim(string text) => Encoding.UTF8.GetString(Trim(Encoding.UTF8.GetBytes(text)));

    private ReadOnlySpan<byte> Opened(ReadOnlySpan<byte> cell) =>
        !inWorkbook && cell.StartsWith("=\""u8) && cell.Length > 2 && cell[^1] == '"' ? cell[2..^1] : cell;

    private static bool IsUnseen(Rune rune) =>
        rune.Value != 0 && (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
            || IsBlankLetter(rune));

    // Letters and marks that show nothing: fillers of Hangul, the empty pattern of Braille, joiners and selectors of variants.
    private static bool IsBlankLetter(Rune rune) => rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164
        or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0x180B and <= 0x180F);

    /// <summary>Whether a text that came out of a code page has what none has: a control character of ISO 6429's second half.</summary>
    public static bool HasNoLetter(ReadOnlySpan<byte> text)
    {
        for (var at = text.IndexOf((byte)0xC2); at >= 0 && at + 1 < text.Length; at = text.IndexOf((byte)0xC2))
        {
            if (text[at + 1] is >= 0x80 and <= 0x9F)
            {
                return true;
            }

            text = text[(at + 2)..];
        }

        return false;
    }

    private static string WithoutFormat(string text) => string.Concat(
        text.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format && !IsBlankLetter(rune)));

    private ReadOnlySpan<byte> Composed(string text)
    {
        text = text.Normalize();
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (buffer.Length < size)
        {
            buffer = new byte[size];
        }

        return buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
    }
}
