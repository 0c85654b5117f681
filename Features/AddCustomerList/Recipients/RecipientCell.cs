using System.Data.Common;
using System.Globalization;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Writers;
using NodaTime;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>
/// A cell as the recipient's file has it: the same text that the format's writer writes, or that Excel shows for its typed cells.
/// </summary>
internal sealed class RecipientCell(string fileFormat, DateTimeZone zone)
{
    public IReadOnlyList<string> Headers(IReadOnlyList<FileColumn> columns) =>
        fileFormat == FileFormat.Docx ? MailMergeHeaders.For(columns) : [.. columns.Select(column => Guarded(column.Label))];

    public string Text(DbDataReader rows, int ordinal, FileColumnKind kind) =>
        UnreadableCell.OrWords(() => Read(rows, ordinal, kind));

    private string Read(DbDataReader rows, int ordinal, FileColumnKind kind) => rows.IsDBNull(ordinal) ? "" : kind switch
    {
        FileColumnKind.Integer => rows.GetInt64(ordinal).ToString(CultureInfo.InvariantCulture),
        FileColumnKind.Decimal => rows.GetDecimal(ordinal).ToString(CultureInfo.InvariantCulture),
        FileColumnKind.Date => rows.GetFieldValue<DateOnly>(ordinal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FileColumnKind.Instant => Instant.FromDateTimeUtc(rows.GetDateTime(ordinal)).InZone(zone)
            .ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture),
        FileColumnKind.YesNo => rows.GetBoolean(ordinal) ? "Yes" : "No",
        _ => Guarded(rows.GetString(ordinal)),
    };

    private string Guarded(string text) => fileFormat == FileFormat.Csv ? FormulaSafety.Guarded(text) : text;
}
