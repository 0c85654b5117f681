using System.Data.Common;
using NodaTime;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// Unformatted Excel (ECMA-376): typed numbers and dates, text verbatim, no style but the dates'. Customers beyond a sheet's
/// rows go on to the next sheet, with its headers.
/// </summary>
internal sealed class XlsxFileWriter : IFileWriter
{
    private static readonly SpreadCheetahOptions Options = new()
    {
        DefaultDateTimeFormat = NumberFormat.Custom(@"yyyy\-mm\-dd\ hh:mm"),
        DocumentProperties = null,
        PreserveStringWhitespace = true,
    };

    public string Format => "xlsx";

    public string Extension => ".xlsx";

    public string ContentType => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public bool CompressWhenStored => false;

    public FileWritten Write(
        Stream output,
        DbDataReader rows,
        int firstOrdinal,
        IReadOnlyList<FileColumn> columns,
        DateTimeZone zone,
        Action<long> rowWritten,
        CancellationToken cancellationToken)
    {
        using var stream = new SynchronousStream(output);
        using var workbook = Spreadsheet.CreateNewAsync(stream, Options, cancellationToken).AsTask().GetAwaiter().GetResult();
        var row = new XlsxRow(workbook, columns, new VenueTime(zone));
        long written = 0;
        var more = rows.Read();
        for (var sheet = 1; sheet == 1 || more; sheet++)
        {
            var name = sheet == 1 ? "Customers" : $"Customers {sheet}";
            XlsxRow.Finish(workbook.StartWorksheetAsync(name, Widths(columns), cancellationToken));
            row.WriteHeaders(cancellationToken);
            for (var onSheet = 0; more && onSheet < FileLimits.ExcelRows; onSheet++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                row.Write(rows, firstOrdinal, cancellationToken);
                rowWritten(++written);
                more = rows.Read();
            }
        }

        XlsxRow.Finish(workbook.FinishAsync(cancellationToken));
        return new FileWritten(written, row.CutCells);
    }

    // Without room for it Excel shows a date as ####.
    private static WorksheetOptions Widths(IReadOnlyList<FileColumn> columns)
    {
        var options = new WorksheetOptions();
        foreach (var (index, column) in columns.Index())
        {
            if (column.Kind is FileColumnKind.Date or FileColumnKind.Instant)
            {
                options.Column(index + 1).Width = column.Kind == FileColumnKind.Date ? 12 : 17;
            }
        }

        return options;
    }
}
