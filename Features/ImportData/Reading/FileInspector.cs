using System.Text;
using CsvHelper;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Looks at a file while it passes, to tell its encoding and separator.</summary>
internal sealed class FileInspector : IDisposable
{
    private const int SampleSize = 64 * 1024;

    private readonly Decoder decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] decoded = new char[16 * 1024];
    private readonly MemoryStream sample = new();
    private bool utf8 = true;

    public long Length { get; private set; }

    public void See(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        sample.Write(bytes[..(int)Math.Min(bytes.Length, SampleSize - sample.Length)]);
        utf8 = utf8 && Decodes(bytes, flush: false);
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

        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8))
        {
            throw new ImportException(
                "This is a workbook or another zipped file, not CSV. Open it and save it as \"CSV UTF-8 (comma delimited)\".");
        }

        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) || start.AsSpan().StartsWith("%PDF"u8))
        {
            throw new ImportException("This is not a CSV file. Open it and save it as \"CSV UTF-8 (comma delimited)\".");
        }

        var settings = new ImportSettings { Encoding = DetectEncoding(start) };
        return settings with { Separator = DetectSeparator(start, settings.Encoding) };
    }

    private string DetectEncoding(byte[] start) => start switch
    {
        [0xFF, 0xFE, ..] => FileEncodings.Utf16,
        [0xFE, 0xFF, ..] => FileEncodings.Utf16BigEndian,
        _ => utf8 && Decodes([], flush: true) ? FileEncodings.Utf8 : FileEncodings.Windows1252,
    };

    private static char DetectSeparator(byte[] start, string encoding)
    {
        using var text = FileEncodings.ToUtf8(new MemoryStream(start), encoding);
        using var reader = CsvReader.Create(text, new CsvReaderOptions { AllowLineBreaksInQuotes = false });
        try
        {
            return reader.Separator is '\t' or ';' ? reader.Separator : ',';
        }
        catch (CsvFormatException)
        {
            return ',';
        }
    }

    private bool Decodes(ReadOnlySpan<byte> bytes, bool flush)
    {
        try
        {
            do
            {
                decoder.Convert(bytes, decoded, flush, out var used, out _, out var completed);
                bytes = bytes[used..];
                if (completed)
                {
                    return true;
                }
            }
            while (true);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
