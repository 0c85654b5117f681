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
    [
        (Utf8, "UTF-8"), (Windows1252, "Windows-1252, Western Europe"), ("windows-1250", "Windows-1250, Central Europe"),
        ("windows-1251", "Windows-1251, Cyrillic"), ("windows-1253", "Windows-1253, Greek"), ("windows-1254", "Windows-1254, Turkish"),
        ("windows-1255", "Windows-1255, Hebrew"), ("windows-1256", "Windows-1256, Arabic"), ("windows-1257", "Windows-1257, Baltic"),
        ("iso-8859-2", "ISO 8859-2, Central Europe"), ("iso-8859-15", "ISO 8859-15, Western Europe"), ("macintosh", "Mac Roman"),
        ("ibm850", "DOS, Western Europe"),
        (Utf16, "UTF-16"), (Utf16BigEndian, "UTF-16, big-endian"),
    ];

    /// <summary>Whether each byte of it is a letter, or none.</summary>
    public static bool IsCodePage(string encoding) => encoding is not (Utf8 or Utf16 or Utf16BigEndian);

    public static string Label(string encoding) => All.First(each => each.Key == encoding).Label;

    /// <summary>The same text as UTF-8.</summary>
    /// <param name="file">Read from its present position, and closed with the result.</param>
    /// <param name="encoding">One of <see cref="All"/>.</param>
    public static Stream ToUtf8(Stream file, string encoding) => encoding switch
    {
        Utf8 => file,
        Utf16 => Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8),
        Utf16BigEndian => Encoding.CreateTranscodingStream(file, Encoding.BigEndianUnicode, Encoding.UTF8),
        _ when All.Any(each => each.Key == encoding) =>
            Encoding.CreateTranscodingStream(file, CodePagesEncodingProvider.Instance.GetEncoding(encoding)!, Encoding.UTF8),
        _ => throw new ArgumentException($"There is no encoding \"{encoding}\".", nameof(encoding)),
    };
}
