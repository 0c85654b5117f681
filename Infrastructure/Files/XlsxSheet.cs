using System.Data.Common;
using System.Text;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>The cells of one sheet (ECMA-376 part 1, 18.3).</summary>
internal sealed class XlsxSheet(XmlOutput xml, IReadOnlyList<FileColumn> columns, VenueTime time)
{
    /// <summary>Indexes of the cell formats in <see cref="XlsxFileWriter"/>'s styles.</summary>
    private const int DateStyle = 1;
    private const int InstantStyle = 2;

    // Excel counts days from here, and takes 1900 for a leap year: dates before March 1900 are text.
    private static readonly DateTime Epoch = new(1899, 12, 30);
    private static readonly DateTime FirstDate = new(1900, 3, 1);

    // Excel keeps 15 digits: a longer number is text, so that no digit is lost.
    private const long LongestNumber = 999_999_999_999_999;

    private readonly byte[][] names = [.. Enumerable.Range(0, columns.Count).Select(index => Encoding.ASCII.GetBytes(Name(index)))];
    private readonly FileColumnKind[] kinds = [.. columns.Select(column => column.Kind)];
    private readonly byte[] rowNumber = new byte[10];
    private int row;
    private int rowNumberLength;

    /// <summary>Cells whose text was longer than a cell holds.</summary>
    public long CutCells { get; private set; }

    public void Start()
    {
        xml.Markup("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"u8);
        WriteWidths();
        xml.Markup("<sheetData>"u8);
        StartRow();
        for (var i = 0; i < columns.Count; i++)
        {
            WriteText(i, columns[i].Label);
        }

        EndRow();
    }

    public void WriteRow(DbDataReader rows, int firstOrdinal)
    {
        StartRow();
        for (var i = 0; i < kinds.Length; i++)
        {
            if (!rows.IsDBNull(firstOrdinal + i))
            {
                WriteCell(i, rows, firstOrdinal + i);
            }
        }

        EndRow();
    }

    public void End() => xml.Markup("</sheetData></worksheet>"u8);

    private void WriteCell(int column, DbDataReader rows, int ordinal)
    {
        switch (kinds[column])
        {
            case FileColumnKind.Integer:
                WriteInteger(column, rows.GetInt64(ordinal));
                break;
            case FileColumnKind.Decimal:
                WriteDecimal(column, rows.GetDecimal(ordinal));
                break;
            case FileColumnKind.Date:
                WriteDate(column, rows.GetFieldValue<DateOnly>(ordinal).ToDateTime(TimeOnly.MinValue), DateStyle, "yyyy-MM-dd");
                break;
            case FileColumnKind.Instant:
                WriteDate(column, time.Local(rows.GetDateTime(ordinal)), InstantStyle, "yyyy-MM-dd HH:mm");
                break;
            case FileColumnKind.YesNo:
                WriteText(column, rows.GetBoolean(ordinal) ? "Yes" : "No");
                break;
            default:
                WriteText(column, rows.GetString(ordinal));
                break;
        }
    }

    private void WriteInteger(int column, long value)
    {
        if (value is > LongestNumber or < -LongestNumber)
        {
            WriteText(column, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        StartCell(column);
        xml.Markup("\"><v>"u8);
        xml.Value(value);
        xml.Markup("</v></c>"u8);
    }

    private void WriteDecimal(int column, decimal value)
    {
        if (value is > LongestNumber or < -LongestNumber)
        {
            WriteText(column, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        StartCell(column);
        xml.Markup("\"><v>"u8);
        xml.Value(value);
        xml.Markup("</v></c>"u8);
    }

    private void WriteDate(int column, DateTime value, int style, string format)
    {
        if (value < FirstDate)
        {
            WriteText(column, value.ToString(format, System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        // Whole minutes, as CSV has them and the format shows them.
        var days = value - Epoch;
        var minutes = ((days.Hours * 60) + days.Minutes) / (24m * 60);
        StartCell(column);
        xml.Markup("\" s=\""u8);
        xml.Value(style);
        xml.Markup("\"><v>"u8);
        xml.Value(days.Days);
        if (minutes > 0)
        {
            xml.Value(minutes, ".##########");
        }

        xml.Markup("</v></c>"u8);
    }

    private void WriteText(int column, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        var cell = WholeCharacters.Cut(text, FileLimits.ExcelCell);
        CutCells += cell.Length < text.Length ? 1 : 0;
        StartCell(column);
        xml.Markup(KeepsSpaces(cell) ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8 : "\" t=\"inlineStr\"><is><t>"u8);
        XlsxText.Write(xml, cell);
        xml.Markup("</t></is></c>"u8);
    }

    private static bool KeepsSpaces(ReadOnlySpan<char> text) =>
        text[0] <= ' ' || text[^1] <= ' ' || text.Contains('\n') || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]);

    private void StartRow()
    {
        row++;
        System.Buffers.Text.Utf8Formatter.TryFormat(row, rowNumber, out rowNumberLength);
        xml.Markup("<row r=\""u8);
        xml.Markup(rowNumber.AsSpan(0, rowNumberLength));
        xml.Markup("\">"u8);
    }

    private void EndRow() => xml.Markup("</row>"u8);

    private void StartCell(int column)
    {
        xml.Markup("<c r=\""u8);
        xml.Markup(names[column]);
        xml.Markup(rowNumber.AsSpan(0, rowNumberLength));
    }

    // Without room for it Excel shows a date as ####.
    private void WriteWidths()
    {
        if (!kinds.Any(kind => kind is FileColumnKind.Date or FileColumnKind.Instant))
        {
            return;
        }

        xml.Markup("<cols>"u8);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is FileColumnKind.Date or FileColumnKind.Instant)
            {
                xml.Markup(Encoding.ASCII.GetBytes(
                    $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{(kinds[i] == FileColumnKind.Date ? 12 : 17)}\" customWidth=\"1\"/>"));
            }
        }

        xml.Markup("</cols>"u8);
    }

    private static string Name(int index) => index < 26 ? $"{(char)('A' + index)}" : Name((index / 26) - 1) + (char)('A' + (index % 26));
}
