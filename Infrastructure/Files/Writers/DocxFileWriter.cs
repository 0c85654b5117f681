using System.Data.Common;
using System.IO.Compression;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// A Mail Merge document (ECMA-376): one table whose header row names the fields, as Word's and LibreOffice's mail merge take for
/// their recipients. Line breaks and tabs are kept; other control characters, which a document cannot hold, become U+FFFD.
/// </summary>
internal sealed class DocxFileWriter : IFileWriter
{
    public string Format => "docx";

    public string Extension => ".docx";

    public string ContentType => "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

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
        if (columns.Count > FileLimits.MailMergeColumns)
        {
            throw new TooManyColumnsException(
                $"A Mail Merge document holds at most {FileLimits.MailMergeColumns} columns, and this list has {columns.Count}. "
                + "Take some away, or choose Unformatted Excel.");
        }

        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        WritePart(zip, "[Content_Types].xml", xml => xml.Markup(ContentTypes));
        WritePart(zip, "_rels/.rels", xml => xml.Markup(Relationships));
        var time = new VenueTime(zone);
        long written = 0;
        WritePart(zip, "word/document.xml", xml =>
        {
            Start(xml, columns);
            while (rows.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (written == FileLimits.MailMergeRows)
                {
                    throw new TooManyRowsException(
                        "A Mail Merge document holds at most 32,766 customers, and this list has more. "
                        + "Choose Unformatted Excel as its file format instead.");
                }

                xml.Markup("<w:tr>"u8);
                for (var i = 0; i < columns.Count; i++)
                {
                    WriteCell(xml, rows, firstOrdinal + i, columns[i].Kind, time);
                }

                xml.Markup("</w:tr>"u8);
                rowWritten(++written);
            }

            xml.Markup("</w:tbl><w:p/><w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/></w:sectPr>"u8);
            xml.Markup("</w:body></w:document>"u8);
        });
        return new FileWritten(written, 0);
    }

    private static ReadOnlySpan<byte> ContentTypes =>
        """
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/word/document.xml"
          ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
        </Types>
        """u8;

    private static ReadOnlySpan<byte> Relationships =>
        """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="word/document.xml"
          Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
        </Relationships>
        """u8;

    private static void WritePart(ZipArchive zip, string name, Action<XmlOutput> write)
    {
        using var part = zip.CreateEntry(name).Open();
        var xml = new XmlOutput(part);
        xml.Markup("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"u8);
        write(xml);
        xml.Flush();
    }

    private static void Start(XmlOutput xml, IReadOnlyList<FileColumn> columns)
    {
        xml.Markup("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"u8);
        xml.Markup("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/><w:tblBorders>"u8);
        xml.Markup("<w:top w:val=\"single\"/><w:left w:val=\"single\"/><w:bottom w:val=\"single\"/><w:right w:val=\"single\"/>"u8);
        xml.Markup("<w:insideH w:val=\"single\"/><w:insideV w:val=\"single\"/>"u8);
        xml.Markup("</w:tblBorders></w:tblPr><w:tblGrid>"u8);
        foreach (var _ in columns)
        {
            xml.Markup("<w:gridCol/>"u8);
        }

        xml.Markup("</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>"u8);
        foreach (var header in MailMergeHeaders.For(columns))
        {
            WriteText(xml, header);
        }

        xml.Markup("</w:tr>"u8);
    }

    private static void WriteCell(XmlOutput xml, DbDataReader rows, int ordinal, FileColumnKind kind, VenueTime time)
    {
        if (rows.IsDBNull(ordinal))
        {
            xml.Markup("<w:tc><w:p/></w:tc>"u8);
            return;
        }

        switch (kind)
        {
            case FileColumnKind.Integer:
                WriteValue(xml, rows.GetInt64(ordinal));
                break;
            case FileColumnKind.Decimal:
                WriteValue(xml, rows.GetDecimal(ordinal));
                break;
            case FileColumnKind.Date:
                WriteValue(xml, rows.GetFieldValue<DateOnly>(ordinal), "yyyy-MM-dd");
                break;
            case FileColumnKind.Instant:
                WriteValue(xml, time.Local(rows.GetDateTime(ordinal)), "yyyy-MM-dd HH:mm");
                break;
            case FileColumnKind.YesNo:
                WriteText(xml, rows.GetBoolean(ordinal) ? "Yes" : "No");
                break;
            default:
                WriteText(xml, rows.GetString(ordinal));
                break;
        }
    }

    private static void WriteValue<T>(XmlOutput xml, T value, string format = "")
        where T : IUtf8SpanFormattable
    {
        xml.Markup("<w:tc><w:p><w:r><w:t>"u8);
        xml.Value(value, format);
        xml.Markup("</w:t></w:r></w:p></w:tc>"u8);
    }

    private static void WriteText(XmlOutput xml, string text)
    {
        xml.Markup("<w:tc><w:p><w:r><w:t xml:space=\"preserve\">"u8);
        DocxText.Write(xml, text);
        xml.Markup("</w:t></w:r></w:p></w:tc>"u8);
    }
}
