using System.Buffers;

namespace CustomerListSchedules.Infrastructure.Files;

/// <summary>Text in a spreadsheet (ST_Xstring, ECMA-376 part 1, 22.9.2.19): what XML cannot hold is written <c>_xHHHH_</c>, and what already looks so is escaped.</summary>
internal static class XlsxText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "&<>_\uFFFE\uFFFF", .. Enumerable.Range(0, 32).Select(code => (char)code).Where(c => c is not ('\t' or '\n'))]);

    public static void Write(XmlOutput xml, ReadOnlySpan<char> text) => xml.Text(text, Special, Escape);

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
            case '\r':
                xml.Markup("&#13;"u8);
                break;
            case '_' when !LooksEscaped(text):
                xml.Markup("_"u8);
                break;
            default:
                xml.Markup("_x"u8);
                xml.Value((int)text[0], "X4");
                xml.Markup("_"u8);
                break;
        }

        return 1;
    }

    private static bool LooksEscaped(ReadOnlySpan<char> text) =>
        text is ['_', 'x', var a, var b, var c, var d, '_', ..]
        && char.IsAsciiHexDigit(a) && char.IsAsciiHexDigit(b) && char.IsAsciiHexDigit(c) && char.IsAsciiHexDigit(d);
}
