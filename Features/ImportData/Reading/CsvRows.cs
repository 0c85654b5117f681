using System.Buffers.Text;
using System.Runtime.InteropServices;
using CsvHelper;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>
/// The rows of a CSV file (RFC 4180), read as UTF-8. Whatever is wrong with a row stays with that row: a quote that is
/// never closed costs the line that it stands on, not the rest of the file. Memory does not grow with the file.
/// </summary>
public sealed class CsvRows : IDisposable
{
    /// <summary>Most lines, and bytes, that one quoted cell may run over.</summary>
    private const int MostLines = 200;
    private const int MostBytes = LongLines.Most;

    private readonly CsvReader lines;
    private readonly LongLines source;
    private readonly CsvReaderOptions together;
    private readonly CsvReaderOptions apart;
    private readonly Dictionary<long, CsvMalformedReason> malformed = [];
    private readonly Queue<RawLine> again = new();
    private readonly int first;
    private CsvReader? single;
    private long line;

    private sealed record RawLine(byte[] Bytes, long Number);

    /// <param name="utf8">The file, its encoding already made UTF-8; read from its present position.</param>
    /// <param name="separator">Between cells.</param>
    /// <param name="numbered">Whether each row begins with its number, which is none of its cells.</param>
    public CsvRows(Stream utf8, char separator, bool numbered = false)
    {
        first = numbered ? 1 : 0;
        // A cell that runs over several lines is put together here, so that one bad quote cannot swallow the file.
        apart = new CsvReaderOptions
        {
            Separator = separator, HasHeader = false, SkipEmptyLines = false, TrackLineNumbers = true, AllowLineBreaksInQuotes = false,
            IncludeValuesInExceptions = false, BufferSize = 256 * 1024, OnMalformedRecord = Note,
        };
        together = apart with { AllowLineBreaksInQuotes = true, BufferSize = 4096 };
        source = new LongLines(utf8);
        lines = CsvReader.Create(source, apart);
        apart = apart with { BufferSize = 4096 };
        Current = lines;
    }

    private CsvReader Current { get; set; }

    /// <summary>Cells in the header; 0 until it was read.</summary>
    public int Width { get; private set; }

    /// <summary>The line on which the present row starts, from 1; the row's own number where it has one.</summary>
    public long Line => first > 0 && Utf8Parser.TryParse(Current.GetSpan(0), out long number, out _) ? number : line;

    /// <summary>What is wrong with the row as CSV; its cells cannot be relied on then.</summary>
    public string? Problem { get; private set; }

    /// <summary>After the last row: whether its line has no end, as where a file was cut off.</summary>
    public bool EndsOpen => source.EndsOpen;

    public int Cells => Current.FieldCount - first;

    /// <summary>A cell of the present row, unquoted; empty past its end. Valid until the next read.</summary>
    public ReadOnlySpan<byte> this[int index] => Current.GetSpan(index + first);

    /// <summary>The present row as it stands in the file.</summary>
    public ReadOnlySpan<byte> Raw => first == 0 ? Current.RawRecord
        : Current.RawRecord[(Current.RawRecord.IndexOf((byte)apart.Separator!.Value) + 1)..];

    /// <summary>An uploaded file, read as its settings say.</summary>
    internal static CsvRows Open(Stream file, ImportSettings settings) =>
        new(FileEncodings.ToUtf8(file, settings.Encoding), settings.Separator, settings.IsWorkbook);

    /// <summary>Reads the row that names the columns, past a line <c>sep=;</c> that Excel writes. Null when the file has none.</summary>
    public IReadOnlyList<string>? ReadHeader()
    {
        while (Read())
        {
            var cells = Enumerable.Range(0, Cells).Select(i => CellText.Trim(Current.GetString(i + first))).ToArray();
            if (cells.All(cell => cell.Length == 0)
                || (line == 1 && cells[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && cells.Length <= 2))
            {
                continue;
            }

            Width = cells.Length;
            return Problem is null ? cells : null;
        }

        return null;
    }

    /// <summary>Goes to the next row that is not empty; false at the end.</summary>
    public bool Read()
    {
        while (Next())
        {
            if (!IsBlank)
            {
                Problem = Raw.Length >= LongLines.Most ? Problems.LongLine : Problem ?? WrongWidth();
                return true;
            }
        }

        return false;
    }

    // "", or ",,," of a spreadsheet whose rows were only formatted.
    private bool IsBlank
    {
        get
        {
            for (var i = 0; i < Cells; i++)
            {
                if (!(Cells == 1 ? this[i] : CellText.Trim(this[i])).IsEmpty)
                {
                    return false;
                }
            }

            return Problem is null;
        }
    }

    public void Dispose()
    {
        single?.Dispose();
        lines.Dispose();
    }

    /// <summary>Spreadsheets leave out empty cells at the end of a row.</summary>
    private string? WrongWidth() => Width == 0 || Cells <= Width ? null : Problems.TooManyCells;

    private bool Next()
    {
        Problem = null;
        if (again.TryDequeue(out var put))
        {
            return Show(put);
        }

        if (!lines.Read())
        {
            return false;
        }

        Current = lines;
        line = lines.LineNumber;
        if (malformed.Count > 0 && malformed.Remove(line, out var reason))
        {
            reason = Whole(reason, lines.RawRecord);
            if (reason == CsvMalformedReason.LineBreakInQuotes || reason == CsvMalformedReason.UnterminatedQuote)
            {
                Gather(new RawLine(lines.RawRecord.ToArray(), line));
            }
            else
            {
                Judge(reason);
            }
        }

        return true;
    }

    private bool Show(RawLine raw)
    {
        malformed.Clear();
        Open(raw.Bytes, apart);
        single!.Read();
        line = raw.Number;
        if (malformed.Count == 0)
        {
            return true;
        }

        var reason = Whole(malformed.Values.First(), raw.Bytes);
        malformed.Clear();
        if (reason is CsvMalformedReason.LineBreakInQuotes or CsvMalformedReason.UnterminatedQuote)
        {
            Gather(raw);
        }
        else
        {
            Judge(reason);
        }

        return true;
    }

    /// <summary>A quote inside a cell that has none around it is part of its text: 5" pipe, ="00123".</summary>
    private void Judge(CsvMalformedReason reason) => Problem = reason == CsvMalformedReason.StrayQuote ? null : Problems.StrayQuote;

    /// <summary>
    /// Puts the lines of a quoted cell together until its quote closes. When none does, the first line alone is bad, and the others are
    /// rows of their own.
    /// </summary>
    private void Gather(RawLine opening)
    {
        var gathered = new List<RawLine> { opening };
        var bytes = new List<byte>(opening.Bytes);
        while (gathered.Count < MostLines && bytes.Count < MostBytes && TakeLine() is { } next)
        {
            gathered.Add(next);
            bytes.Add((byte)'\n');
            bytes.AddRange(next.Bytes);
            if (!next.Bytes.AsSpan().Contains((byte)'"'))
            {
                continue;
            }

            malformed.Clear();
            Open([.. bytes], together);
            var read = single!.Read();
            var reason = malformed.Count == 0
                ? (CsvMalformedReason?)null
                : Whole(malformed.Values.First(), CollectionsMarshal.AsSpan(bytes));
            malformed.Clear();
            if (reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes)
            {
                continue;
            }

            if (read && reason is null or CsvMalformedReason.StrayQuote && (Width == 0 || Cells <= Width)
                && !bytes.Skip(single.RawRecord.Length).Any())
            {
                line = opening.Number;
                Problem = null;
                return;
            }

            break;
        }

        foreach (var other in gathered.Skip(1).Concat(DrainAgain()).ToList())
        {
            again.Enqueue(other);
        }

        Open(opening.Bytes, apart);
        single!.Read();
        malformed.Clear();
        line = opening.Number;
        Problem = Problems.OpenQuote;
    }

    private IEnumerable<RawLine> DrainAgain()
    {
        while (again.TryDequeue(out var put))
        {
            yield return put;
        }
    }

    private RawLine? TakeLine()
    {
        if (again.TryDequeue(out var put))
        {
            return put;
        }

        if (!lines.Read())
        {
            return null;
        }

        malformed.Remove(lines.LineNumber);
        return new RawLine(lines.RawRecord.ToArray(), lines.LineNumber);
    }

    private void Open(byte[] bytes, CsvReaderOptions options)
    {
        single?.Dispose();
        single = CsvReader.Create(bytes, options);
        Current = single;
    }

    private void Note(CsvMalformedRecord record) => malformed.TryAdd(record.LineNumber, record.Reason);

    /// <summary>The first quote within a cell hides what else is wrong with the quotes of a line.</summary>
    private CsvMalformedReason Whole(CsvMalformedReason reason, ReadOnlySpan<byte> line)
    {
        if (reason != CsvMalformedReason.StrayQuote)
        {
            return reason;
        }

        var (atStart, quoted) = (true, false);
        for (var i = 0; i < line.Length; i++)
        {
            if (quoted)
            {
                if (line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
                {
                    i++;
                }
                else if (line[i] == '"')
                {
                    quoted = false;
                    if (i + 1 < line.Length && line[i + 1] != (byte)apart.Separator!.Value)
                    {
                        return CsvMalformedReason.TextAfterClosingQuote;
                    }
                }
            }
            else
            {
                quoted = atStart && line[i] == '"';
                atStart = line[i] == (byte)apart.Separator!.Value;
            }
        }

        return quoted ? CsvMalformedReason.UnterminatedQuote : reason;
    }
}
