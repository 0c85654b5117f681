using System.Data.Common;
using System.Text;
using NodaTime;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>
/// Unformatted Excel (ECMA-376): typed numbers and dates, text verbatim, no style but the dates'. Customers beyond a sheet's
/// rows go on to the next sheet, with its headers.
/// </summary>
internal sealed class XlsxFileWriter : IFileWriter
{
    private const string Main = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    public string Format => "xlsx";

    public string Extension => ".xlsx";

    public string ContentType => Main + "sheet";

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
        var package = new OfficePackage(output);
        var sheets = 0;
        var time = new VenueTime(zone);
        long written = 0;
        long cut = 0;
        var more = rows.Read();
        do
        {
            package.Write($"xl/worksheets/sheet{++sheets}.xml", Main + "worksheet+xml", xml =>
            {
                var sheet = new XlsxSheet(xml, columns, time);
                sheet.Start();
                for (var onSheet = 0; more && onSheet < FileLimits.ExcelRows; onSheet++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    sheet.WriteRow(rows, firstOrdinal);
                    rowWritten(++written);
                    more = rows.Read();
                }

                sheet.End();
                cut += sheet.CutCells;
            });
        }
        while (more);

        WriteWorkbook(package, sheets);
        return new FileWritten(written, cut);
    }

    private static void WriteWorkbook(OfficePackage package, int sheets)
    {
        const string workbook = "xl/workbook.xml";
        package.Write("xl/styles.xml", Main + "styles+xml", xml => xml.Markup(Styles));
        package.Write(workbook, Main + "sheet.main+xml", xml =>
        {
            xml.Markup("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"u8);
            for (var i = 1; i <= sheets; i++)
            {
                xml.Markup(Encoding.ASCII.GetBytes($"<sheet name=\"{(i == 1 ? "Customers" : $"Customers {i}")}\" sheetId=\"{i}\" r:id=\"rId{i}\"/>"));
            }

            xml.Markup("</sheets></workbook>"u8);
        });
        package.Relate(workbook, [.. Enumerable.Range(1, sheets).Select(i => ("worksheet", $"worksheets/sheet{i}.xml")), ("styles", "styles.xml")]);
        package.End(workbook);
    }

    private static ReadOnlySpan<byte> Styles =>
        """
        <styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
        """u8;
}
