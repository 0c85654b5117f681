using System.IO.Compression;
using System.Xml;
using CustomerListSchedules.Features.Shared;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace CustomerListSchedules.Features.ImportData.Reading.Workbooks;

/// <summary>An Excel workbook (ECMA-376, .xlsx or .xlsm) that was looked at and can be read.</summary>
internal sealed class Workbook
{
    private const string SaveAs = "Open it and save it as \"Excel Workbook (.xlsx)\" or as \"CSV UTF-8 (comma delimited)\".";
    private const string Damaged = "This workbook is damaged. Open it in Excel, which may be able to mend it, and save it again.";

    private readonly string path;
    private readonly OpenXmlConfiguration configuration;

    /// <param name="path">Where it lies.</param>
    /// <param name="mostUnfolded">Most bytes that its parts may have when they are unzipped.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    /// <exception cref="ImportException">It is none, is protected, damaged or unfolds beyond the limit.</exception>
    public Workbook(string path, long mostUnfolded, CancellationToken cancellationToken)
    {
        this.path = path;
        // What does not fit into memory lies beside the file, in the same folder.
        configuration = new OpenXmlConfiguration { SharedStringCachePath = Path.GetDirectoryName(path) };
        (StartsIn1904, Sheets) = Guarded(() =>
        {
            using var file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[4];
            if (file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual(OldWorkbook))
            {
                throw new ImportException(
                    Holds(file, "EncryptedPackage")
                        ? "This workbook is protected by a password. Open it, take the password off and save it again."
                        : "This is a workbook of an older Excel (.xls). " + SaveAs);
            }

            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            Recognise(zip);
            Unfold(zip, mostUnfolded, cancellationToken);
            var names = MiniExcel.GetSheetInformations(path, configuration).Where(sheet => sheet.State == SheetState.Visible)
                .Select(sheet => sheet.Name).ToList();
            return (CountsFrom1904(zip), names);
        });
    }

    /// <summary>How a file of Excel's before 2007 begins, and one with a password.</summary>
    private static ReadOnlySpan<byte> OldWorkbook => [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>The sheets that a person sees, in their order.</summary>
    public IReadOnlyList<string> Sheets { get; }

    /// <summary>Whether its days are counted from 1904, as Excel for Macintosh once did.</summary>
    public bool StartsIn1904 { get; }

    /// <summary>Whether a file is to be read as a workbook, or refused as one.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith(OldWorkbook);

    /// <summary>The rows of a sheet from its first on, the empty ones with them: their cells from column A on.</summary>
    /// <param name="sheet">One of <see cref="Sheets"/>.</param>
    /// <param name="mostColumns">What lies further right is not read: a sheet may claim to have 16,384 columns.</param>
    /// <exception cref="ImportException">It is damaged.</exception>
    public IEnumerable<ICollection<object?>> Read(string sheet, int mostColumns)
    {
        var rows = Guarded(() => MiniExcel.Query(path, false, sheet, ExcelType.XLSX, "A1", configuration).GetEnumerator());
        try
        {
            if (!Guarded(rows.MoveNext))
            {
                yield break;
            }

            if (CellsOf((object)rows.Current).Count > mostColumns)
            {
                rows.Dispose();
                rows = Guarded(() => MiniExcel.QueryRange(path, false, sheet, ExcelType.XLSX, 1, 1, null, mostColumns, configuration)
                    .GetEnumerator());
                Guarded(rows.MoveNext);
            }

            do
            {
                yield return CellsOf((object)rows.Current);
            }
            while (Guarded(rows.MoveNext));
        }
        finally
        {
            rows.Dispose();
        }
    }

    private static ICollection<object?> CellsOf(object row) => ((IDictionary<string, object?>)row).Values;

    private static void Recognise(ZipArchive zip)
    {
        if (zip.GetEntry("xl/workbook.xml") is not null)
        {
            return;
        }

        throw new ImportException(
            zip.GetEntry("xl/workbook.bin") is not null ? "This is a binary workbook (.xlsb). " + SaveAs
            : zip.GetEntry("content.xml") is not null && zip.GetEntry("mimetype") is not null
            ? "This is an OpenDocument spreadsheet (.ods). " + SaveAs
            : "This is a zipped file, and no Excel workbook. If it is a spreadsheet of another program, open it there and save it as "
                + "\"Excel Workbook (.xlsx)\" or as CSV.");
    }

    /// <summary>A small file can unfold into one that fills the disk; what its entries say of their size may be a lie.</summary>
    private static void Unfold(ZipArchive zip, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        long unfolded = 0;
        foreach (var part in zip.Entries.Where(entry =>
            entry.FullName.StartsWith("xl/", StringComparison.Ordinal) && entry.FullName.EndsWith(".xml", StringComparison.Ordinal)))
        {
            var sheet = part.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal) ? new SheetScan(part) : null;
            using var content = part.Open();
            int read;
            while ((read = content.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                sheet?.See(buffer.AsSpan(0, read));
                if ((unfolded += read) > most)
                {
                    throw new ImportException(
                        $"This workbook unfolds to more than {FileSize.Words(most)}, the most that is taken here. Save it as "
                        + "\"CSV UTF-8 (comma delimited)\", or in parts.");
                }
            }

            sheet?.Judge();
        }
    }

    private static bool CountsFrom1904(ZipArchive zip)
    {
        using var content = zip.GetEntry("xl/workbook.xml")!.Open();
        using var xml = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "workbookPr")
            {
                return xml.GetAttribute("date1904") is "1" or "true" or "on";
            }
        }

        return false;
    }

    private static bool Holds(Stream file, string name)
    {
        var (sought, buffer) = (System.Text.Encoding.Unicode.GetBytes(name), new byte[64 * 1024]);
        file.Position = 0;
        for (var kept = 0; ;)
        {
            var read = file.Read(buffer, kept, buffer.Length - kept);
            if (buffer.AsSpan(0, kept + read).IndexOf(sought) >= 0)
            {
                return true;
            }

            if (read == 0)
            {
                return false;
            }

            // It may stand across two pieces.
            var rest = Math.Min(kept + read, sought.Length);
            buffer.AsSpan(kept + read - rest, rest).CopyTo(buffer);
            kept = rest;
        }
    }

    /// <summary>A damaged workbook fails in as many ways as it has bytes, and its reader tells none of them apart.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (ImportException or OperationCanceledException or OutOfMemoryException)
            && (e is EndOfStreamException || e is not (IOException or UnauthorizedAccessException)))
        {
            throw new ImportException(Damaged);
        }
    }
}
