using System.Data.Common;
using System.Globalization;
using SpreadCheetah;
using SpreadCheetah.Styling;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>The rows of a workbook, as Excel can hold them without loss; one array of cells for all of them.</summary>
internal sealed class XlsxRow(Spreadsheet workbook, IReadOnlyList<FileColumn> columns, VenueTime time)
{
    // Excel takes 1900 for a leap year: dates before March 1900 are text.
    private static readonly DateTime FirstDate = new(1900, 3, 1);

    // Excel keeps 15 digits: a longer number is text, so that no digit is lost.
    private const long LongestNumber = 999_999_999_999_999;

    private readonly StyleId dateStyle = workbook.AddStyle(new Style { Format = NumberFormat.Custom(@"yyyy\-mm\-dd") });
    private readonly FileColumnKind[] kinds = [.. columns.Select(column => column.Kind)];
    private readonly StyledCell[] cells = new StyledCell[columns.Count];

    /// <summary>Cells whose text was longer than a cell holds.</summary>
    public long CutCells { get; private set; }

    /// <summary>Ends what the workbook does, which is over as it returns: see <see cref="SynchronousStream"/>.</summary>
    public static void Finish(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    public void WriteHeaders(CancellationToken cancellationToken)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = Text(columns[i].Label);
        }

        Finish(workbook.AddRowAsync(cells, cancellationToken));
    }

    public void Write(DbDataReader rows, int firstOrdinal, CancellationToken cancellationToken)
    {
        var used = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            var empty = rows.IsDBNull(firstOrdinal + i);
            cells[i] = empty ? default : Cell(kinds[i], rows, firstOrdinal + i);
            used = empty ? used : i + 1;
        }

        Finish(workbook.AddRowAsync(cells.AsMemory(0, used), cancellationToken));
    }

    private StyledCell Cell(FileColumnKind kind, DbDataReader rows, int ordinal) => kind switch
    {
        FileColumnKind.Integer => Integer(rows.GetInt64(ordinal)),
        FileColumnKind.Decimal => Decimal(rows.GetDecimal(ordinal)),
        FileColumnKind.Date => Date(rows.GetFieldValue<DateOnly>(ordinal).ToDateTime(TimeOnly.MinValue), dateStyle, "yyyy-MM-dd"),
        FileColumnKind.Instant => Date(WholeMinutes(time.Local(rows.GetDateTime(ordinal))), null, "yyyy-MM-dd HH:mm"),
        FileColumnKind.YesNo => new StyledCell(rows.GetBoolean(ordinal) ? "Yes" : "No", null),
        _ => Text(rows.GetString(ordinal)),
    };

    private static StyledCell Integer(long value) => value is > LongestNumber or < -LongestNumber
        ? new StyledCell(value.ToString(CultureInfo.InvariantCulture), null)
        : new StyledCell(value, null);

    private static StyledCell Decimal(decimal value) => value is > LongestNumber or < -LongestNumber
        ? new StyledCell(value.ToString(CultureInfo.InvariantCulture), null)
        : new StyledCell(value, null);

    private static StyledCell Date(DateTime value, StyleId? style, string format) => value < FirstDate
        ? new StyledCell(value.ToString(format, CultureInfo.InvariantCulture), null)
        : new StyledCell(value, style);

    // As CSV has them and the format shows them.
    private static DateTime WholeMinutes(DateTime value) => new(value.Ticks - (value.Ticks % TimeSpan.TicksPerMinute));

    private StyledCell Text(string text)
    {
        if (text.Length > FileLimits.ExcelCell)
        {
            text = WholeCharacters.Cut(text, FileLimits.ExcelCell).ToString();
            CutCells++;
        }

        return new StyledCell(text.Length == 0 ? null : XlsxText.Escape(text), null);
    }
}
