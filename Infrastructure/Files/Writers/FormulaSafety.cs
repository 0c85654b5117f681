using System.Buffers;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// Keeps text in a CSV from being run as a formula (OWASP, CSV injection). Text whose first non-space character is one of
/// <c>= + - @</c> or their full-width forms, or whose first is a control character, is unsafe, unless all of it reads as a number, a date
/// or a telephone number: <c>^[+-]?[0-9][0-9 ().,/-]*%?$</c>.
/// </summary>
public static class FormulaSafety
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789 ().,/-");

    /// <summary>Put in front of unsafe text.</summary>
    public const char Guard = '\'';

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
