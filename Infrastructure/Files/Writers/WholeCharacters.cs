using System.Globalization;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

internal static class WholeCharacters
{
    /// <summary>
    /// The longest beginning of <paramref name="text"/> of at most <paramref name="most"/> UTF-16 code units that ends on a whole
    /// character as a reader sees them (Unicode UAX 29), or on a whole code point where one character is longer than that.
    /// </summary>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text[end..]) is var next && next <= most)
        {
            end = next;
        }

        if (end == 0)
        {
            end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        }

        return text[..end];
    }
}
