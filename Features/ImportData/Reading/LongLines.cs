using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>
/// Passes a file on, but at most <see cref="Most"/> bytes of each line: what goes on without a line break is no CSV, and
/// must not be held in memory. The cut shows as a row that cannot be right: it ends with a NUL, which no text has.
/// </summary>
internal sealed class LongLines(Stream inner) : ReadOnlyStream
{
    /// <summary>Bytes of a line; no row of any kind can be as long.</summary>
    public const int Most = 128 * 1024;

    private int length;

    /// <summary>Whether the file is read to its end, and its last line has none.</summary>
    public bool EndsOpen { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int kept;
        do
        {
            var read = inner.Read(buffer);
            if (read == 0)
            {
                EndsOpen = length > 0;
                return 0;
            }

            kept = Keep(buffer[..read]);
        }
        while (kept == 0);
        return kept;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Moves what is kept to the buffer's start; gives how much that is.</summary>
    private int Keep(Span<byte> bytes)
    {
        var kept = 0;
        while (kept < bytes.Length)
        {
            var rest = bytes[kept..];
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            var content = end < 0 ? rest.Length : end;
            var fits = Math.Max(0, Most - length);
            var shown = content;
            if (content > fits)
            {
                // What fits, and a NUL after it: once in a line.
                shown = length > Most ? 0 : fits + 1;
                if (shown > 0)
                {
                    rest[shown - 1] = 0;
                }

                rest[content..].CopyTo(rest[shown..]);
                bytes = bytes[..(bytes.Length - (content - shown))];
            }

            length = end < 0 ? Math.Min(Most + 1, length + content) : 0;
            kept += shown + (end < 0 ? 0 : 1);
        }

        return kept;
    }
}
