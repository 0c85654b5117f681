using System.Text;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>The lines of a text part, for programs that do not wrap by themselves (RFC 5322, 2.1.1).</summary>
internal static class MailLines
{
    /// <summary>In characters; a word that is longer, such as a link, has a line of its own and is never broken.</summary>
    public const int Longest = 76;

    /// <summary>Wraps long lines at blanks; leaves no blanks at the ends of lines, and one empty line at most.</summary>
    public static string Wrap(string text)
    {
        var wrapped = new StringBuilder(text.Length + 32);
        var empty = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
            {
                empty = 1;
                continue;
            }

            wrapped.Append('\n', wrapped.Length == 0 ? 0 : 1 + empty);
            empty = 0;
            Append(wrapped, line.TrimEnd());
        }

        return wrapped.Append('\n').ToString();
    }

    private static void Append(StringBuilder wrapped, ReadOnlySpan<char> line)
    {
        var length = 0;
        foreach (var part in line.Split(' '))
        {
            var word = line[part];
            if (length > 0 && length + 1 + word.Length > Longest)
            {
                wrapped.Append('\n');
                length = 0;
            }
            else if (part.Start.Value > 0)
            {
                wrapped.Append(' ');
                length++;
            }

            wrapped.Append(word);
            length += word.Length;
        }
    }
}
