using System.Data.Common;
using CsvHelper;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// CSV by RFC 4180: UTF-8 with a byte order mark, comma, CRLF, ISO 8601 dates, and no text that a spreadsheet would run
/// (<see cref="FormulaSafety"/>).
/// </summary>
internal sealed class CsvFileWriter : IFileWriter
{
    private static readonly CsvWriterOptions Options = new() { WriteByteOrderMark = true };

    public string Format => "csv";

    public string Extension => ".csv";

    public string ContentType => "text/csv; charset=utf-8";

    public bool CompressWhenStored => true;

    public FileWritten Write(
        Stream output,
        DbDataReader rows,
        int firstOrdinal,
        IReadOnlyList<FileColumn> columns,
        DateTimeZone zone,
        Action<long> rowWritten,
        CancellationToken cancellationToken)
    {
        using var csv = CsvWriter.Create(output, Options, leaveOpen: true);
        var kinds = columns.Select(column => column.Kind).ToArray();
        var time = new VenueTime(zone);
        long written = 0;

        foreach (var column in columns)
        {
            WriteText(csv, column.Label);
        }

        csv.EndRecord();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < kinds.Length; i++)
            {
                WriteCell(csv, rows, firstOrdinal + i, kinds[i], time);
            }

            csv.EndRecord();
            rowWritten(++written);
        }

        return new FileWritten(written, 0);
    }

    private static void WriteCell(CsvWriter csv, DbDataReader rows, int ordinal, FileColumnKind kind, VenueTime time)
    {
        if (rows.IsDBNull(ordinal))
        {
            csv.WriteField(ReadOnlySpan<char>.Empty);
            return;
        }

        switch (kind)
        {
            case FileColumnKind.Integer:
                csv.WriteField(rows.GetInt64(ordinal));
                break;
            case FileColumnKind.Decimal:
                csv.WriteField(rows.GetDecimal(ordinal));
                break;
            case FileColumnKind.Date:
                csv.WriteField(rows.GetFieldValue<DateOnly>(ordinal));
                break;
            case FileColumnKind.Instant:
                csv.WriteField(time.Local(rows.GetDateTime(ordinal)), "yyyy-MM-dd HH:mm");
                break;
            case FileColumnKind.YesNo:
                csv.WriteField(rows.GetBoolean(ordinal) ? "Yes"u8 : "No"u8);
                break;
            default:
                WriteText(csv, rows.GetString(ordinal));
                break;
        }
    }

    private static void WriteText(CsvWriter csv, string text) =>
        csv.WriteField(FormulaSafety.Guarded(text));
}
