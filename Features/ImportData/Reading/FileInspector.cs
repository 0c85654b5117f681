using System.Buffers;
using System.Text;
using CsvHelper;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Looks at a file while it passes, to tell its encoding and separator.</summary>
internal sealed class FileInspector : IDisposable
{
    private const int SampleSize = 64 * 1024;

    private readonly MemoryStream sample = new();
    private readonly byte[] cut = new byte[4];
    private int cutLength;
    private long letters;
    private long invalid;

    public long Length { get; private set; }

    public void See(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        sample.Write(bytes[..(int)Math.Min(bytes.Length, SampleSize - sample.Length)]);
        CountLetters(bytes);
    }

    public void Dispose() => sample.Dispose();

    /// <summary>How the file is best read, once all of it was seen.</summary>
    /// <exception cref="ImportException">It is no CSV file.</exception>
    public ImportSettings Detect()
    {
        var start = sample.ToArray();
        if (Length == 0)
        {
            throw new ImportException("The file is empty.");
        }

        if (start.AsSpan().StartsWith("%PDF"u8))
        {
            throw new ImportException("This is a PDF, not a CSV file. Save what it was made from as \"CSV UTF-8 (comma delimited)\".");
        }

        if (IsMarkup(start))
        {
            throw new ImportException(
                "This is a web page or XML, not a spreadsheet, whatever its name says. Open it in Excel and save it as "
                + "\"Excel Workbook (.xlsx)\".");
        }

        var settings = new ImportSettings { Encoding = DetectEncoding(start) };
        return settings with { Separator = DetectSeparator(start, settings.Encoding) };
    }

    private static readonly string[] Markup = ["<!doctype", "<html", "<head", "<?xml", "<table", "<meta"];

    private static bool IsMarkup(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        var text = Encoding.ASCII.GetString(start[..Math.Min(start.Length, 200)]).TrimStart();
        return Markup.Any(begins => text.StartsWith(begins, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A mark at the beginning decides; else what most letters beyond ASCII are.</summary>
    private string DetectEncoding(byte[] start) => start switch
    {
        [0xFF, 0xFE, ..] => FileEncodings.Utf16,
        [0xFE, 0xFF, ..] => FileEncodings.Utf16BigEndian,
        [0xEF, 0xBB, 0xBF, ..] => FileEncodings.Utf8,
        _ => HalfNul(start) ?? (invalid + (IsCutLetter ? 0 : cutLength) == 0 || letters > invalid
            ? FileEncodings.Utf8
            : FileEncodings.Windows1252),
    };

    // Ã at the very end of a file is hardly meant: the first byte of a letter whose second was cut off.
    private bool IsCutLetter => cutLength == 1 && cut[0] == 0xC3;

    /// <summary>UTF-16 without a mark: every other byte of most letters is NUL.</summary>
    private static string? HalfNul(byte[] start)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < start.Length; i++)
        {
            even += start[i] == 0 && (i & 1) == 0 ? 1 : 0;
            odd += start[i] == 0 && (i & 1) == 1 ? 1 : 0;
        }

        return odd > start.Length / 5 && even * 10 < odd ? FileEncodings.Utf16
            : even > start.Length / 5 && odd * 10 < even ? FileEncodings.Utf16BigEndian : null;
    }

    private static char DetectSeparator(byte[] start, string encoding)
    {
        using var text = FileEncodings.ToUtf8(new MemoryStream(start), encoding);
        using var reader = CsvReader.Create(text, new CsvReaderOptions { AllowLineBreaksInQuotes = false });
        try
        {
            return reader.Separator is '\t' or ';' or '|' ? reader.Separator : ',';
        }
        catch (CsvFormatException)
        {
            return ',';
        }
    }

    /// <summary>Letters that UTF-8 writes in several bytes, and bytes that it does not have.</summary>
    private void CountLetters(ReadOnlySpan<byte> bytes)
    {
        if (cutLength > 0)
        {
            // A letter that the end of the last piece cut in two.
            Span<byte> joined = stackalloc byte[8];
            cut.AsSpan(0, cutLength).CopyTo(joined);
            var more = Math.Min(bytes.Length, 4);
            bytes[..more].CopyTo(joined[cutLength..]);
            var status = Rune.DecodeFromUtf8(joined[..(cutLength + more)], out _, out var used);
            if (status == OperationStatus.NeedMoreData)
            {
                joined[..(cutLength + more)].CopyTo(cut);
                cutLength += more;
                return;
            }

            letters += status == OperationStatus.Done ? 1 : 0;
            invalid += status == OperationStatus.Done ? 0 : 1;
            bytes = bytes[Math.Max(0, used - cutLength)..];
            cutLength = 0;
        }

        while (true)
        {
            var next = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (next < 0)
            {
                return;
            }

            bytes = bytes[next..];
            switch (Rune.DecodeFromUtf8(bytes, out _, out var used))
            {
                case OperationStatus.Done:
                    letters++;
                    break;
                case OperationStatus.NeedMoreData:
                    bytes.CopyTo(cut);
                    cutLength = bytes.Length;
                    return;
                default:
                    invalid++;
                    break;
            }

            bytes = bytes[used..];
        }
    }
}
