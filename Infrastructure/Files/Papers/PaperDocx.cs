using System.IO.Compression;
using System.Text;
using CustomerListSchedules.Infrastructure.Files.Writers;

namespace CustomerListSchedules.Infrastructure.Files.Papers;

/// <summary>
/// A paper as a Word document (ECMA-376, transitional): A4, headings that Word's navigation knows, tables whose head is repeated on each
/// page and whose rows are not broken, and "Page 1 of 3" at the foot.
/// </summary>
public static class PaperDocx
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    // Twentieths of a point: A4 with margins of 2 cm.
    private const int TextWidth = 11906 - (2 * 1134);
    private const int LabelWidth = 2500;

    /// <summary>Writes it and leaves the stream open.</summary>
    public static void Write(Stream output, Paper paper)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        WritePart(zip, "[Content_Types].xml", xml => xml.Markup(PaperParts.ContentTypes));
        WritePart(zip, "_rels/.rels", xml => xml.Markup(PaperParts.Relationships));
        WritePart(zip, "docProps/core.xml", xml =>
        {
            xml.Markup(PaperParts.CoreStart);
            DocxText.Write(xml, paper.Title);
            xml.Markup(PaperParts.CoreEnd);
        });
        WritePart(zip, "word/_rels/document.xml.rels", xml => xml.Markup(PaperParts.DocumentRelationships));
        WritePart(zip, "word/styles.xml", xml => xml.Markup(PaperParts.Styles));
        WritePart(zip, "word/numbering.xml", xml => xml.Markup(PaperParts.Numbering));
        WritePart(zip, "word/footer1.xml", xml =>
        {
            xml.Markup(PaperParts.FooterStart);
            DocxText.Write(xml, paper.Footer);
            xml.Markup(PaperParts.FooterEnd);
        });
        WritePart(zip, "word/document.xml", xml =>
        {
            xml.Markup(PaperParts.DocumentStart);
            Paragraph(xml, "Title", paper.Title);
            Paragraph(xml, "Subtitle", paper.Subtitle);
            foreach (var block in paper.Blocks)
            {
                Write(xml, block);
            }

            xml.Markup(PaperParts.DocumentEnd);
        });
    }

    private static void Write(XmlOutput xml, PaperBlock block)
    {
        switch (block)
        {
            case PaperBlock.Heading heading:
                Paragraph(xml, $"Heading{heading.Level}", heading.Text);
                break;
            case PaperBlock.Paragraph paragraph:
                Paragraph(xml, "Normal", paragraph.Text);
                break;
            case PaperBlock.Bullets bullets:
                foreach (var line in bullets.Lines)
                {
                    Paragraph(xml, "ListBullet", line);
                }

                break;
            case PaperBlock.Facts facts:
                StartTable(xml, "Facts", [LabelWidth, TextWidth - LabelWidth]);
                foreach (var (label, value) in facts.Lines)
                {
                    xml.Markup("<w:tr><w:trPr><w:cantSplit/></w:trPr>"u8);
                    Cell(xml, "Label", label, LabelWidth);
                    Cell(xml, "Cell", value, TextWidth - LabelWidth);
                    xml.Markup("</w:tr>"u8);
                }

                EndTable(xml);
                break;
            case PaperBlock.Table table:
                Write(xml, table);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(block));
        }
    }

    private static void Write(XmlOutput xml, PaperBlock.Table table)
    {
        var whole = table.Columns.Sum(column => column.Width);
        int[] widths = [.. table.Columns.Select(column => TextWidth * column.Width / whole)];
        StartTable(xml, "Rows", widths);
        xml.Markup("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"u8);
        for (var i = 0; i < widths.Length; i++)
        {
            Cell(xml, "Head", table.Columns[i].Heading, widths[i]);
        }

        xml.Markup("</w:tr>"u8);
        foreach (var row in table.Rows)
        {
            xml.Markup("<w:tr><w:trPr><w:cantSplit/></w:trPr>"u8);
            for (var i = 0; i < widths.Length; i++)
            {
                Cell(xml, "Cell", row[i], widths[i]);
            }

            xml.Markup("</w:tr>"u8);
        }

        EndTable(xml);
    }

    private static void StartTable(XmlOutput xml, string style, IReadOnlyList<int> widths)
    {
        xml.Markup("<w:tbl><w:tblPr><w:tblStyle w:val=\""u8);
        Ascii(xml, style);
        xml.Markup("\"/><w:tblW w:w=\""u8);
        xml.Value(widths.Sum());
        xml.Markup("\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\""u8);
        xml.Markup(" w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>"u8);
        foreach (var width in widths)
        {
            xml.Markup("<w:gridCol w:w=\""u8);
            xml.Value(width);
            xml.Markup("\"/>"u8);
        }

        xml.Markup("</w:tblGrid>"u8);
    }

    // Two tables that touch become one.
    private static void EndTable(XmlOutput xml)
    {
        xml.Markup("</w:tbl>"u8);
        Paragraph(xml, "Gap", "");
    }

    private static void Cell(XmlOutput xml, string style, string text, int width)
    {
        xml.Markup("<w:tc><w:tcPr><w:tcW w:w=\""u8);
        xml.Value(width);
        xml.Markup("\" w:type=\"dxa\"/></w:tcPr>"u8);
        Paragraph(xml, style, text);
        xml.Markup("</w:tc>"u8);
    }

    private static void Paragraph(XmlOutput xml, string style, string text)
    {
        xml.Markup("<w:p><w:pPr><w:pStyle w:val=\""u8);
        Ascii(xml, style);
        xml.Markup("\"/></w:pPr>"u8);
        if (text.Length > 0)
        {
            xml.Markup("<w:r><w:t xml:space=\"preserve\">"u8);
            DocxText.Write(xml, text);
            xml.Markup("</w:t></w:r>"u8);
        }

        xml.Markup("</w:p>"u8);
    }

    private static void Ascii(XmlOutput xml, string text) => xml.Markup(Encoding.ASCII.GetBytes(text));

    private static void WritePart(ZipArchive zip, string name, Action<XmlOutput> write)
    {
        using var part = zip.CreateEntry(name).Open();
        var xml = new XmlOutput(part);
        xml.Markup("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"u8);
        write(xml);
        xml.Flush();
    }
}
