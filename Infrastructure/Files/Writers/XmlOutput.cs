using System.Buffers;
using System.Text;

namespace CustomerListSchedules.Infrastructure.Files.Writers;

/// <summary>
/// Writes UTF-8 XML to a stream: markup as it is given, text through the caller's escapes. XmlWriter takes twice the time,
/// most of it to check markup that never changes. Leaves the stream open; lone surrogates become U+FFFD.
/// </summary>
internal sealed class XmlOutput(Stream output)
{
    /// <summary>Writes what stands for the first character of <paramref name="text"/>, and says how many it took.</summary>
    public delegate int Escape(XmlOutput xml, ReadOnlySpan<char> text);

    private const int LongestCharacter = 3;
    private const int LongestStretch = 8 * 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private int used;

    public void Markup(ReadOnlySpan<byte> markup)
    {
        Reserve(markup.Length);
        markup.CopyTo(buffer.AsSpan(used));
        used += markup.Length;
    }

    public void Value<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        Reserve(64);
        value.TryFormat(buffer.AsSpan(used), out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        used += written;
    }

    /// <summary>Text, whose <paramref name="special"/> characters go through <paramref name="escape"/>.</summary>
    public void Text(ReadOnlySpan<char> text, SearchValues<char> special, Escape escape)
    {
        for (var next = text.IndexOfAny(special); next >= 0; next = text.IndexOfAny(special))
        {
            Plain(text[..next]);
            text = text[(next + escape(this, text[next..]))..];
        }

        Plain(text);
    }

    public void Flush()
    {
        output.Write(buffer, 0, used);
        used = 0;
    }

    private void Plain(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var length = Math.Min(text.Length, LongestStretch);
            if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
            {
                length--;
            }

            Reserve(length * LongestCharacter);
            used += Encoding.UTF8.GetBytes(text[..length], buffer.AsSpan(used));
            text = text[length..];
        }
    }

    private void Reserve(int bytes)
    {
        if (buffer.Length - used < bytes)
        {
            Flush();
        }
    }
}
