using System.IO.Compression;
using System.Xml;
using CustomerListSchedules.Infrastructure.Files;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

public sealed class XlsxFileWriterTests
{
    private const string ReadSheet =
        """
        from openpyxl.utils.escape import unescape
        sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0]
        show = lambda v: unescape(v) if isinstance(v, str) else v if isinstance(v, (int, float)) or v is None else 'date ' + v.isoformat()
        print(json.dumps([[show(v) for v in row] for row in sheet.iter_rows(values_only=True)]))
        """;

    [Fact]
    public async Task Numbers_and_dates_are_typed_and_text_is_text()
    {
        var table = new Table()
            .With("Name", FileColumnKind.Text).With("Customer ID", FileColumnKind.Integer).With("Spend", FileColumnKind.Decimal)
            .With("Birth date", FileColumnKind.Date).With("Booked", FileColumnKind.Instant).With("Post", FileColumnKind.YesNo)
            .Row("007", 42L, 1234.50m, new DateOnly(1970, 2, 3), new DateTime(2026, 7, 1, 12, 30, 59, DateTimeKind.Utc), true)
            .Row(null, null, null, null, null, null)
            .Row(
                "=1+1", 999_999_999_999_999L, -0.05m, new DateOnly(1900, 3, 1), new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc), false)
            .Row(
                "12", 1_000_000_000_000_000L, 1_000_000_000_000_000m, new DateOnly(1899, 5, 6),
                new DateTime(1800, 1, 1, 12, 0, 0, DateTimeKind.Utc), false);
        var (file, written) = table.Write("xlsx");

        AssertValid(file);
        Assert.Equal(new FileWritten(4, 0), written);
        var rows = await Python.ReadAsync("openpyxl", ReadSheet, file, ".xlsx");
        Assert.Equal(
            """
            [["Name", "Customer ID", "Spend", "Birth date", "Booked", "Post"],
            ["007", 42, 1234.5, "date 1970-02-03T00:00:00", "date 2026-07-01T13:30:00", "Yes"],
            [],
            ["=1+1", 999999999999999, -0.05, "date 1900-03-01T00:00:00", "date 2026-12-01T00:00:00", "No"],
            ["12", "1000000000000000", "1000000000000000", "1899-05-06", "1800-01-01 11:58", "No"]]
            """.ReplaceLineEndings(" "),
            rows.GetRawText());
    }

    [Fact]
    public async Task Python_reads_hostile_cells_back_verbatim()
    {
        var (file, _) = Table.OfText(["a", "b"], [.. Hostile.Cells.Select(each => new[] { each.Cell, "end" })]).Write("xlsx");

        AssertValid(file);
        var rows = await Python.ReadAsync("openpyxl", ReadSheet, file, ".xlsx");

        Assert.Equal(Hostile.Cells.Select(each => each.Cell), rows.EnumerateArray().Skip(1).Select(row => row[0].GetString()));
        Assert.All(rows.EnumerateArray().Skip(1), row => Assert.Equal("end", row[1].GetString()));
    }

    [Fact]
    public void Any_text_is_read_back_as_it_was()
    {
        var rows = ArbMap.Default.GeneratorFor<string?>()
            .Select(text => CsvFileWriterTests.WithoutLoneSurrogates(text)).ArrayOf(2).ArrayOf();

        Prop.ForAll(
            rows.ToArbitrary(),
            table => ReadBack(
                Table.OfText(["a", "b"], table).Write("xlsx").File).SequenceEqual(table.SelectMany(row => row).Select(text => text ?? "")))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [InlineData(40_000, 0, 32_767)]
    [InlineData(32_767, 0, 32_767)]
    [InlineData(32_766, 1, 32_766)]
    [InlineData(32_765, 1, 32_767)]
    public void Too_long_a_text_is_cut_on_a_whole_character_and_counted(int letters, int emoji, int expected)
    {
        var text = new string('x', letters) + string.Concat(Enumerable.Repeat("😀", emoji));

        var (file, written) = Table.OfText(["a"], [text], ["short"]).Write("xlsx");

        AssertValid(file);
        Assert.Equal(text.Length > 32_767 ? 1 : 0, written.CutCells);
        Assert.Equal(text[..expected], ReadBack(file)[0]);
    }

    [Fact]
    public void More_customers_than_a_sheet_holds_go_on_with_headers_on_the_next()
    {
        using var output = new MemoryStream();
        var table = new Table().With("N", FileColumnKind.Integer);

        var written = table.WriteTo(output, "xlsx", new Counted(1_048_576));

        Assert.Equal(new FileWritten(1_048_576, 0), written);
        AssertSheets(output, "Customers", "Customers 2");
        using var zip = new ZipArchive(output);
        Assert.Equal((1_048_576, "1", "1048575"), Rows(zip, "xl/worksheets/sheet1.xml"));
        Assert.Equal((2, "1048576", "1048576"), Rows(zip, "xl/worksheets/sheet2.xml"));
        Assert.Null(zip.GetEntry("xl/worksheets/sheet3.xml"));
    }

    [Fact]
    public void A_list_that_fills_a_sheet_exactly_needs_no_second()
    {
        using var output = new MemoryStream();

        new Table().With("N", FileColumnKind.Integer).WriteTo(output, "xlsx", new Counted(1_048_575));

        using var zip = new ZipArchive(output);
        Assert.Null(zip.GetEntry("xl/worksheets/sheet2.xml"));
    }

    [Fact]
    public void No_customers_still_make_a_file_with_headers()
    {
        var (file, written) = Table.OfText(["Name"]).Write("xlsx");

        AssertValid(file);
        Assert.Equal(0, written.Rows);
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Equal("Name", document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Cell>().Single().InnerText);
    }

    [Fact]
    public async Task The_seven_hundredth_column_has_its_name()
    {
        var labels = Enumerable.Range(1, 703).Select(n => $"c{n}").ToList();
        var gaps = labels.Select((label, index) => index is 0 or 26 or 702 ? label : null).ToList();

        var (file, _) = Table.OfText(labels, labels, gaps).Write("xlsx");

        AssertValid(file);
        const string readCells =
            """
            sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
            print(json.dumps([[sheet[column + row].value for column in ('A', 'B', 'Z', 'AA', 'ZZ', 'AAA')] for row in '123']))
            """;
        var cells = await Python.ReadAsync("openpyxl", readCells, file, ".xlsx");
        Assert.Equal(
            """
            [["c1", "c2", "c26", "c27", "c702", "c703"],
            ["c1", "c2", "c26", "c27", "c702", "c703"],
            ["c1", null, null, "c27", null, "c703"]]
            """.ReplaceLineEndings(" "),
            cells.GetRawText());
    }

    [Fact]
    public void A_sheet_may_be_larger_than_4_GB()
    {
        const int rows = 1_001;
        const long size = rows * 131L * FileLimits.ExcelCell;
        Assert.True(size > uint.MaxValue);
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                var longest = new string('q', FileLimits.ExcelCell);
                Table.OfText([.. Enumerable.Range(1, 131).Select(n => $"c{n}")]).WriteTo(file, "xlsx", new Counted(rows, longest));
            }

            using var zip = ZipFile.OpenRead(path);
            var sheet = zip.GetEntry("xl/worksheets/sheet1.xml")!;
            using var content = sheet.Open();
            Assert.Equal((size, sheet.Length), Count(content, (byte)'q')); // No markup has that letter.
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (long Letters, long Length) Count(Stream content, byte letter)
    {
        var buffer = new byte[1 << 20];
        var (letters, length) = (0L, 0L);
        for (int read; (read = content.Read(buffer)) > 0; length += read)
        {
            letters += buffer.AsSpan(0, read).Count(letter);
        }

        return (letters, length);
    }

    private static void AssertValid(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator(
            DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(
                document).Select(error => $"{error.Path?.XPath} {error.Description}"));
    }

    /// <summary>
    /// The workbook names the sheets in order, each with its headers. Cells are read as a stream: there may be a million.
    /// </summary>
    private static void AssertSheets(Stream file, params string[] names)
    {
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        var workbook = document.WorkbookPart!;
        Assert.Empty(new OpenXmlValidator(
            DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(
                workbook).Select(error => $"{error.Path?.XPath} {error.Description}"));
        var sheets = workbook.Workbook.Sheets!.Elements<Sheet>().ToList();
        Assert.Equal(names, sheets.Select(sheet => sheet.Name!.Value!));
        Assert.Equal(names.Length, sheets.Select(sheet => sheet.SheetId!.Value).Distinct().Count());
        Assert.Equal(workbook.WorksheetParts.Count(), sheets.Select(sheet => workbook.GetPartById(sheet.Id!.Value!)).Distinct().Count());
        foreach (var sheet in sheets)
        {
            using var part = workbook.GetPartById(sheet.Id!.Value!).GetStream();
            using var reader = XmlReader.Create(part);
            Assert.True(reader.ReadToFollowing("row"));
            Assert.True(reader.ReadToFollowing("t"));
            Assert.Equal("N", reader.ReadElementContentAsString());
        }
    }

    private static List<string> ReadBack(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        var width = document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().First().Elements<Cell>().Count();
        return [.. document.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Row>().Skip(1)
            .SelectMany(row => Cells(row, width))];
    }

    private static string[] Cells(Row row, int width)
    {
        // A cell without a reference stands after the one before it. XmlConvert decodes _xHHHH_ as ECMA-376 does.
        var cells = Enumerable.Repeat("", width).ToArray();
        foreach (var (index, cell) in row.Elements<Cell>().Index())
        {
            Assert.Null(cell.CellReference);
            cells[index] = XmlConvert.DecodeName(cell.InnerText)!;
        }

        return cells;
    }

    private static (int Count, string First, string Last) Rows(ZipArchive zip, string sheet)
    {
        using var reader = XmlReader.Create(zip.GetEntry(sheet)!.Open());
        var (count, first, last) = (0, "", "");
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                count++;
            }
            else if (reader is { NodeType: XmlNodeType.Element, LocalName: "v" })
            {
                last = reader.ReadElementContentAsString();
                first = first.Length == 0 ? last : first;
            }
        }

        return (count, first, last);
    }
}
