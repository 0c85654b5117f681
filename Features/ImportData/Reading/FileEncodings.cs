using System.Text;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>The encodings of text that files may have.</summary>
public static class FileEncodings
{
    public const string Utf8 = "utf-8";
    public const string Windows1252 = "windows-1252";
    public const string Utf16 = "utf-16";
    public const string Utf16BigEndian = "utf-16be";

    public static readonly IReadOnlyList<(string Key, string Label)> All =
        [(Utf8, "UTF-8"), (Windows1252, "Windows-1252"), (Utf16, "UTF-16"), (Utf16BigEndian, "UTF-16, big-endian")];

    private static readonly Encoding Windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The same text as UTF-8.</summary>
    /// <param name="file">Read from its present position, and closed with the result.</param>
    /// <param name="encoding">One of <see cref="All"/>.</param>
    public static Stream ToUtf8(Stream file, string encoding) => encoding switch
    {
        Utf8 => file,
        Windows1252 => Encoding.CreateTranscodingStream(file, Windows, Encoding.UTF8),
        Utf16 => Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8),
        Utf16BigEndian => Encoding.CreateTranscodingStream(file, Encoding.BigEndianUnicode, Encoding.UTF8),
        _ => throw new ArgumentException($"There is no encoding \"{encoding}\".", nameof(encoding)),
    };
}
