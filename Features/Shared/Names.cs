using System.Globalization;
using System.Text;

namespace CustomerListSchedules.Features.Shared;

/// <summary>What a name must be, whatever it names: something to read and to click on, in one line.</summary>
public static class Names
{
    /// <summary>Whether anything of it can be seen: not white space, controls and format characters (U+200B and the like) alone.</summary>
    public static bool IsVisible(string name) => name.EnumerateRunes().Any(letter => Rune.GetUnicodeCategory(letter) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate));

    /// <summary>What is said of a name that is not one line.</summary>
    public const string NotOneLine = "Use one line, without characters that turn the direction of others.";

    /// <summary>
    /// Whether it is one line, in the order in which it is stored: a line break in a header would start another (RFC 5322, 2.2).
    /// </summary>
    public static bool IsOneLine(string name) => !name.Any(letter =>
        char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
