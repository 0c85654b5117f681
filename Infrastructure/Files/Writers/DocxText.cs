using System.Buffers;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// Text within <c>w:t</c> (ECMA-376). Line breaks and tabs are kept; other control characters, which a document cannot hold, become
/// U+FFFD.
/// </summary>
internal static class DocxText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "&<>\u2028\uFFFE\uFFFF", .. Enumerable.Range(0, 32).Select(code => (char)code)]);

    public static void Write(XmlOutput xml, string text) => xml.Text(text, Special, Escape);

    private static int Escape(XmlOutput xml, ReadOnlySpan<char> text)
    {
        switch (text[0])
        {
            case '&':
                xml.Markup("&amp;"u8);
                break;
            case '<':
                xml.Markup("&lt;"u8);
                break;
            case '>':
                xml.Markup("&gt;"u8);
                break;
            case '\t':
                xml.Markup("</w:t><w:tab/><w:t xml:space=\"preserve\">"u8);
                break;
            case '\n' or '\r' or '\u2028':
                xml.Markup("</w:t><w:br/><w:t xml:space=\"preserve\">"u8);
                return text is ['\r', '\n', ..] ? 2 : 1;
            default:
                xml.Markup("\uFFFD"u8);
                break;
        }

        return 1;
    }
}
