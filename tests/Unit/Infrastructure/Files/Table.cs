using System.Data;
using System.Data.Common;
using CustomerListSchedules.Infrastructure.Files;
using NodaTime;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

/// <summary>Rows in memory, read as a database's are.</summary>
internal sealed class Table
{
    public static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    private readonly List<FileColumn> columns = [];
    private readonly List<object?[]> rows = [];

    public IReadOnlyList<FileColumn> Columns => columns;

    /// <summary>A table of text columns.</summary>
    public static Table OfText(IReadOnlyList<string> labels, params IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var text = new Table();
        foreach (var label in labels)
        {
            text.With(label, FileColumnKind.Text);
        }

        foreach (var row in rows)
        {
            text.Row([.. row]);
        }

        return text;
    }

    public Table With(string label, FileColumnKind kind)
    {
        columns.Add(new FileColumn(label, kind));
        return this;
    }

    public Table Row(params object?[] values)
    {
        rows.Add(values);
        return this;
    }

    public (byte[] File, FileWritten Written) Write(string format)
    {
        using var table = new DataTable();
        foreach (var column in columns)
        {
            table.Columns.Add(column.Label + table.Columns.Count, TypeOf(column.Kind));
        }

        rows.ForEach(row => table.Rows.Add([.. row.Select(value => value ?? DBNull.Value)]));
        using var output = new MemoryStream();
        using var forward = new HashingStream(output); // As when it is stored: nothing is written twice.
        var written = WriteTo(forward, format, table.CreateDataReader());
        return (output.ToArray(), written);
    }

    public FileWritten WriteTo(Stream output, string format, DbDataReader rows) =>
        FileWriters.For(format).Write(output, rows, 0, columns, London, _ => { }, TestContext.Current.CancellationToken);

    private static Type TypeOf(FileColumnKind kind) => kind switch
    {
        FileColumnKind.Integer => typeof(long),
        FileColumnKind.Decimal => typeof(decimal),
        FileColumnKind.Date => typeof(DateOnly),
        FileColumnKind.Instant => typeof(DateTime),
        FileColumnKind.YesNo => typeof(bool),
        _ => typeof(string),
    };
}
