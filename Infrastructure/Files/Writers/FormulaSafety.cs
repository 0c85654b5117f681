using System.Buffers;
using System.Text;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// Keeps text in a CSV from being run as a formula (OWASP, CSV injection). Text whose first non-space character is one of
/// <c>= + - @</c> or their full-width forms, or whose first is a control character, is unsafe, unless all of it reads as a number, a date
/// or a telephone number: <c>^[+-]?[0-9][0-9 ().,/-]*%?$</c>. So is each piece after a semicolon, a tab or a line break, at which other
/// programs begin a new cell, by its first character that is neither space nor control.
/// </summary>
public static class FormulaSafety
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789 ().,/-");

    private static readonly SearchValues<char> Breaks = SearchValues.Create(";\t\r\n");

    /// <summary>Put in front of unsafe text and of each unsafe piece; also before one that is the text's own.</summary>
    public const char Guard = '\'';

    /// <summary>The text as a CSV may hold it.</summary>
    public static string Guarded(string text)
    {
        var whole = IsUnsafe(text.AsSpan().TrimStart(Guard)) ? Guard + text : text;
        if (!text.AsSpan().ContainsAny(Breaks))
        {
            return whole;
        }

        var guarded = new StringBuilder(text.Length + 8);
        var rest = whole.AsSpan();
        for (var at = rest.IndexOfAny(Breaks); at >= 0; at = rest.IndexOfAny(Breaks))
        {
            guarded.Append(rest[..(at + 1)]);
            rest = rest[(at + 1)..];
            if (IsUnsafePiece(rest.TrimStart(Guard)))
            {
                guarded.Append(Guard);
            }
        }

        return guarded.Append(rest).ToString();
    }

    /// <summary>The text that <see cref="Guarded"/> was given.</summary>
    public static string Unguarded(string text)
    {
        if (!text.Contains(Guard, StringComparison.Ordinal))
        {
            return text;
        }

        var bare = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != Guard || i == 0 || !Breaks.Contains(text[i - 1]) || !IsUnsafePiece(text.AsSpan(i + 1).TrimStart(Guard)))
            {
                bare.Append(text[i]);
            }
        }

        text = bare.ToString();
        return text is [Guard, ..] && IsUnsafe(text.AsSpan().TrimStart(Guard)) ? text[1..] : text;
    }

    public static bool IsUnsafe(ReadOnlySpan<char> text)
    {
        // Nearly every cell starts with a letter or a digit.
        if (text.IsEmpty || char.IsAsciiLetterOrDigit(text[0]))
        {
            return false;
        }

        return char.IsControl(text[0])
            || (text.TrimStart() is [var first, ..] && StartsFormula(first) && !ReadsAsNumber(text));
    }

    private static bool IsUnsafePiece(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(Breaks);
        var piece = (end < 0 ? rest : rest[..end]).TrimEnd();
        while (piece is [var first, ..] && (char.IsWhiteSpace(first) || char.IsControl(first)))
        {
            piece = piece[1..];
        }

        return piece is [var start, ..] && StartsFormula(start) && !ReadsAsNumber(piece);
    }

    private static bool StartsFormula(char first) =>
        first is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠';

    private static bool ReadsAsNumber(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-')
        {
            text = text[1..];
        }

        if (text is [.., '%'])
        {
            text = text[..^1];
        }

        return text is [>= '0' and <= '9', ..] && !text.ContainsAnyExcept(NumberCharacters);
    }
}
