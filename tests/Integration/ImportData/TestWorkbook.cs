using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Workbooks by hand, part by part, so that they can be as odd as those that people send.</summary>
internal sealed class TestWorkbook
{
    private readonly List<(string Name, string State, string Rows)> sheets = [];

    public bool StartsIn1904 { get; init; }

    /// <summary>What the first part of a sheet says of its size; null leaves it out.</summary>
    public string? Dimension { get; init; }

    /// <summary>A string is text; numbers, dates and truths are typed; an <see cref="Error"/> is what a formula came to.</summary>
    public TestWorkbook Sheet(string name, params (int Number, object?[] Cells)[] rows)
    {
        sheets.Add((name, "visible", string.Concat(rows.Select(row => Row(row.Number, row.Cells)))));
        return this;
    }

    public TestWorkbook Hidden(string name, params (int Number, object?[] Cells)[] rows)
    {
        sheets.Add((name, "hidden", string.Concat(rows.Select(row => Row(row.Number, row.Cells)))));
        return this;
    }

    public byte[] ToBytes(params (string Name, string Content)[] others)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml", """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>""");
            Add(
                "xl/workbook.xml",
                $"""
                <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                  xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
                <workbookPr{(StartsIn1904 ? " date1904=\"1\"" : "")}/><sheets>{string.Concat(sheets.Select((sheet, i) =>
                $"<sheet name=\"{SecurityElement.Escape(sheet.Name)}\" sheetId=\"{i + 1}\" state=\"{sheet.State}\" r:id=\"rId{i + 1}\"/>"))}
                </sheets>
                </workbook>
                """);
            Add(
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                + string.Concat(sheets.Select((_, i) =>
                    $"<Relationship Id=\"rId{i + 1}\" Target=\"worksheets/sheet{i + 1}.xml\" "
                    + "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/>"))
                + "</Relationships>");
            Add(
                "xl/styles.xml",
                """
                <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>
                <xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>
                """);
            for (var i = 0; i < sheets.Count; i++)
            {
                Add(
                    $"xl/worksheets/sheet{i + 1}.xml",
                    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
                    + (Dimension is null ? "" : $"<dimension ref=\"{Dimension}\"/>")
                    + $"<sheetData>{sheets[i].Rows}</sheetData></worksheet>");
            }

            foreach (var (name, content) in others)
            {
                Add(name, content);
            }

            void Add(string name, string content)
            {
                using var part = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
                part.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public sealed record Error(string Text);

    private string Row(int number, object?[] cells) => $"<row r=\"{number}\">" + string.Concat(cells.Select((cell, i) =>
        Cell($"{(char)('A' + i)}{number}", cell))) + "</row>";

    private string Cell(string at, object? value)
    {
        return value switch
        {
            null => "",
            string text => $"""<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{SecurityElement.Escape(text)}</t></is></c>""",
            bool yes => $"""<c r="{at}" t="b"><v>{(yes ? 1 : 0)}</v></c>""",
            Error error => $"""<c r="{at}" t="e"><f>1/0</f><v>{error.Text}</v></c>""",
            DateTime date => Number(date.ToOADate() - (StartsIn1904 ? 1462 : 0), date.TimeOfDay == TimeSpan.Zero ? 1 : 2),
            TimeSpan time => Number(time.TotalDays, 3),
            IConvertible number => Number(number.ToDouble(CultureInfo.InvariantCulture), 0),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
        };

        string Number(double number, int style) =>
            string.Create(CultureInfo.InvariantCulture, $"""<c r="{at}" s="{style}"><v>{number:R}</v></c>""");
    }
}
