using CustomerListSchedules.Infrastructure.Files.Papers;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Table_ = DocumentFormat.OpenXml.Wordprocessing.Table;

namespace CustomerListSchedules.Unit.Infrastructure.Files.Papers;

public sealed class PaperDocxTests
{
    [Fact]
    public void A_paper_is_a_valid_document_with_headings_tables_and_numbered_pages()
    {
        using var document = Open(new Paper("Title", "Of <this> & that", "Foot",
        [
            new PaperBlock.Heading(1, "First"), new PaperBlock.Bullets(["One", "Two"]), new PaperBlock.Paragraph("Plain"),
            new PaperBlock.Facts([("Label", "Value\nof two lines")]),
            new PaperBlock.Facts([("Other", "Beside it")]),
            new PaperBlock.Heading(2, "Second"),
            new PaperBlock.Table([("A", 1), ("B", 3)], [["a1", "b1"], ["a2", ""]]),
        ]));

        var body = document.MainDocumentPart!.Document!.Body!;
        Assert.Equal(
            ["Title", "Subtitle", "Heading1", "ListBullet", "ListBullet", "Normal", "Gap", "Gap", "Heading2", "Gap"],
            body.Elements<Paragraph>().Select(paragraph => paragraph.ParagraphProperties!.ParagraphStyleId!.Val!.Value));
        Assert.Equal("Of <this> & that", body.Elements<Paragraph>().ElementAt(1).InnerText);
        Assert.Equal(3, body.Elements<Table_>().Count()); // A gap keeps two from becoming one.
        var rows = body.Elements<Table_>().Last().Elements<TableRow>().ToList();
        Assert.Equal([["A", "B"], ["a1", "b1"], ["a2", ""]], rows.Select(row => row.Elements<TableCell>().Select(cell => cell.InnerText)));
        Assert.Single(rows, row => row.TableRowProperties!.Elements<TableHeader>().Any());
        Assert.Single(body.Descendants<Break>());
        var foot = document.MainDocumentPart.FooterParts.Single().Footer!;
        Assert.StartsWith("Foot", foot.InnerText, StringComparison.Ordinal);
        Assert.Equal([" PAGE ", " NUMPAGES "], foot.Descendants<SimpleField>().Select(field => field.Instruction!.Value));
        Assert.Equal("Title", document.PackageProperties.Title);
    }

    [Fact]
    public void Hostile_texts_leave_the_document_whole()
    {
        using var document = Open(new Paper(
            "Title", "Of", "Foot",
            [new PaperBlock.Table([("Cell", 1)], [.. Hostile.CellsOfAnyLength.Select(each => new[] { each.Cell })])]));

        Assert.Equal(
            Hostile.CellsOfAnyLength.Length + 1, document.MainDocumentPart!.Document!.Body!.Descendants<TableRow>().Count());
    }

    private static WordprocessingDocument Open(Paper paper)
    {
        var file = new MemoryStream();
        PaperDocx.Write(file, paper);
        file.Position = 0;
        var document = WordprocessingDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document)
            .Select(error => $"{error.Path?.XPath} {error.Description}"));
        return document;
    }
}
