using System.Buffers;
using System.Globalization;
using System.Text;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// Text in a spreadsheet (ST_Xstring, ECMA-376 part 1, 22.9.2.19): what XML cannot hold, or would read back as something else, is written
/// <c>_xHHHH_</c>, and what already looks so is escaped. XML's own escapes are left to whoever writes the XML.
/// </summary>
internal static class XlsxText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. "_\uFFFE\uFFFF", .. Enumerable.Range(0, 32).Select(code => (char)code).Where(c => c is not ('\t' or '\n'))]);

    /// <summary>The text itself where nothing in it is special.</summary>
    public static string Escape(string text)
    {
        StringBuilder? escaped = null;
        var done = 0;
        for (var at = Next(text, 0); at < text.Length; at = Next(text, at + 1))
        {
            if (text[at] != '_' || LooksEscaped(text.AsSpan(at)))
            {
                escaped ??= new StringBuilder(text.Length + 16);
                escaped.Append(text, done, at - done).Append(CultureInfo.InvariantCulture, $"_x{(int)text[at]:X4}_");
                done = at + 1;
            }
        }

        return escaped is null ? text : escaped.Append(text, done, text.Length - done).ToString();
    }

    private static int Next(string text, int from) =>
        text.AsSpan(from).IndexOfAny(Special) is var next and >= 0 ? from + next : text.Length;

    private static bool LooksEscaped(ReadOnlySpan<char> text) =>
        text is ['_', 'x', var a, var b, var c, var d, '_', ..]
        && char.IsAsciiHexDigit(a) && char.IsAsciiHexDigit(b) && char.IsAsciiHexDigit(c) && char.IsAsciiHexDigit(d);
}
