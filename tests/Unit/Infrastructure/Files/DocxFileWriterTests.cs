using System.Diagnostics;
using CustomerListSchedules.Infrastructure.Files;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Table_ = DocumentFormat.OpenXml.Wordprocessing.Table;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

public sealed class DocxFileWriterTests
{
    [Fact]
    public void A_list_is_one_table_with_a_header_row()
    {
        var table = new Table()
            .With("Name", FileColumnKind.Text).With("Customer ID", FileColumnKind.Integer).With("Spend", FileColumnKind.Decimal)
            .With("Birth date", FileColumnKind.Date).With("Booked", FileColumnKind.Instant).With("Post", FileColumnKind.YesNo)
            .Row("=Zoë", 42L, 1234.50m, new DateOnly(1970, 2, 3), new DateTime(2026, 7, 1, 12, 30, 0, DateTimeKind.Utc), true)
            .Row(null, null, null, null, null, null);

        var (file, written) = table.Write("docx");

        Assert.Equal(new FileWritten(2, 0), written);
        Assert.Equal(
            [
                ["Name", "Customer ID", "Spend", "Birth date", "Booked", "Post"],
                ["=Zoë", "42", "1234.50", "1970-02-03", "2026-07-01 13:30", "Yes"],
                ["", "", "", "", "", ""],
            ],
            Read(file));
    }

    [Fact]
    public void Hostile_cells_survive_with_what_a_document_cannot_hold_shown_as_a_replacement_character() =>
        Assert.Equal(
            Hostile.CellsOfAnyLength.Select(each => Expected(each.Cell)),
            Read(
                Table.OfText(
                    ["a"],
                    [.. Hostile.CellsOfAnyLength.Select(each => new[] { each.Cell })]).Write("docx").File).Skip(1).Select(row => row[0]));

    [Fact]
    public void Headers_are_one_line_of_at_most_40_characters_and_no_two_alike()
    {
        var label = "Contact preference: letters about the new season";

        var (file, _) = Table.OfText([label, label, "name", "Name", " ", "two\r\nlines", new string('x', 39) + "😀"]).Write("docx");

        Assert.Equal(
            [
                "Contact preference: letters about the ne", "Contact preference: letters about the 2", "name", "Name 2", "Column",
                "two lines", new string('x', 39),
            ],
            Read(file).Single());
    }

    [Fact]
    public void More_customers_than_a_Word_table_holds_fail_naming_Excel()
    {
        var table = new Table().With("N", FileColumnKind.Integer);

        Assert.Equal(32_766, table.WriteTo(new MemoryStream(), "docx", new Counted(32_766)).Rows);
        var refused = Assert.Throws<TooManyRowsException>(() => table.WriteTo(new MemoryStream(), "docx", new Counted(32_767)));
        Assert.Contains("32,766", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Excel", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_63_columns_are_refused()
    {
        Table.OfText([.. Enumerable.Range(0, 63).Select(n => $"c{n}")]).Write("docx");

        Assert.Throws<TooManyColumnsException>(() => Table.OfText([.. Enumerable.Range(0, 64).Select(n => $"c{n}")]).Write("docx"));
    }

    [Fact]
    public async Task LibreOffice_reads_the_table_back()
    {
        const string office = "/usr/bin/soffice";
        Assert.SkipUnless(File.Exists(office), "libreoffice-writer is not installed");
        var cancel = TestContext.Current.CancellationToken;
        var directory = Directory.CreateTempSubdirectory("cls-office-").FullName;
        try
        {
            string?[][] rows = [
                ["Zoë & <b>", "007"], [null, "👩‍👩‍👧‍👦 שלום"], .. Hostile.CellsOfAnyLength.Select(each => new[] { each.Cell, "end" })
            ];
            await File.WriteAllBytesAsync(
                Path.Combine(directory, "list.docx"), Table.OfText(["Name", "Code"], rows).Write("docx").File, cancel);
            using var convert = Process.Start(new ProcessStartInfo(
                office,
                [
                    $"-env:UserInstallation=file://{directory}/profile", "--headless", "--convert-to", "fodt", "--outdir", directory,
                    Path.Combine(directory, "list.docx")
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await convert.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(90), cancel);

            var document = System.Xml.Linq.XDocument.Load(Path.Combine(directory, "list.fodt"));
            Assert.Equal(
                [["Name", "Code"], .. rows.Select(row => row.Select(cell => Expected(cell ?? "")).ToArray())],
                OpenDocumentTable.Read(document));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Expected(string cell) => string.Concat(
        cell.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            .Select(c => c is (< ' ' and not '\t' and not '\n') or '\uFFFE' or '\uFFFF' ? '\uFFFD' : c));

    private static string[][] Read(byte[] file)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(file), isEditable: false);
        Assert.Empty(new OpenXmlValidator(
            DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(
                document).Select(error => $"{error.Path?.XPath} {error.Description}"));
        var table = Assert.Single(document.MainDocumentPart!.Document.Body!.Elements<Table_>());
        return [.. table.Elements<TableRow>().Select(row => row.Elements<TableCell>().Select(Text).ToArray())];
    }

    private static string Text(TableCell cell) => string.Concat(
        cell.Descendants<Run>().SelectMany(run => run.ChildElements).Select(each => each switch
        {
            Text text => text.Text,
            Break => "\n",
            TabChar => "\t",
            _ => "",
        }));
}
