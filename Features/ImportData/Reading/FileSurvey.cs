using System.Text;
using NodaTime;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>What all of a file says of how it is to be read. It is read once for this, in constant memory.</summary>
public sealed record FileSurvey
{
    /// <summary>Rows below the header.</summary>
    public long Rows { get; init; }

    /// <summary>Each column of the file.</summary>
    public IReadOnlyList<ColumnFindings> Columns { get; init; } = [];

    /// <summary>Cells that look like UTF-8 that another program took for Windows-1252: "JosÃ©".</summary>
    public long LooksTwiceEncoded { get; init; }

    /// <summary>Cells with codes of web pages: "&amp;amp;".</summary>
    public long LooksLikeHtml { get; init; }

    /// <summary>Rows with bytes that the encoding does not have.</summary>
    public long NotInEncoding { get; init; }

    /// <summary>
    /// The line of the last row, where it breaks off: it has no end and fewer cells than the first line, and no other row is so short. 0
    /// where it does not.
    /// </summary>
    public long CutLine { get; init; }

    /// <param name="rows">Its header is read.</param>
    /// <param name="settings">How they are read.</param>
    /// <param name="cancellationToken">Looked at now and then.</param>
    internal static FileSurvey Of(CsvRows rows, ImportSettings settings, CancellationToken cancellationToken)
    {
        var (inWorkbook, ofCodePage) = (settings.IsWorkbook, FileEncodings.IsCodePage(settings.Encoding));
        var counts = Enumerable.Range(0, rows.Width).Select(_ => new Counter(inWorkbook)).ToArray();
        long seen = 0, twice = 0, html = 0, bad = 0, line = 0, shortBefore = 0;
        var isShort = false;
        while (rows.Read())
        {
            shortBefore += isShort ? 1 : 0;
            (line, isShort) = (rows.Line, rows.Cells < rows.Width);
            if ((++seen & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (rows.Problem is not null)
            {
                continue;
            }

            if (!Ascii.IsValid(rows.Raw))
            {
                bad += System.Text.Unicode.Utf8.IsValid(rows.Raw) && !(ofCodePage && CellText.HasNoLetter(rows.Raw)) ? 0 : 1;
                twice += IsTwiceEncoded(rows.Raw) ? 1 : 0;
            }

            html += IsHtml(rows.Raw) ? 1 : 0;
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i].See(CellText.Trim(rows[i]));
            }
        }

        return new FileSurvey
        {
            Rows = seen,
            CutLine = !inWorkbook && rows.EndsOpen && isShort && shortBefore == 0 && seen > 1 ? line : 0,
            Columns = [.. counts.Select(count => count.Findings)],
            LooksTwiceEncoded = twice,
            LooksLikeHtml = html,
            NotInEncoding = bad,
        };
    }

    /// <summary>Ã or Â before what cannot follow them in a word, or â€.</summary>
    private static bool IsTwiceEncoded(ReadOnlySpan<byte> raw)
    {
        for (var rest = raw; ;)
        {
            var at = rest.IndexOf((byte)0xC3);
            if (at < 0 || at + 3 >= rest.Length)
            {
                break;
            }

            if ((rest[at + 1] is 0x82 or 0x83 && rest[at + 2] == 0xC2)
                || (rest[at + 1] == 0x83 && rest[at + 2] is 0xC5 or 0xC6 or 0xCB or 0xE2)
                || rest[(at + 1)..].StartsWith((ReadOnlySpan<byte>)[0xA2, 0xE2, 0x82, 0xAC]))
            {
                return true;
            }

            rest = rest[(at + 2)..];
        }

        return false;
    }

    private static bool IsHtml(ReadOnlySpan<byte> raw)
    {
        var at = raw.IndexOf((byte)'&');
        if (at < 0)
        {
            return false;
        }

        var rest = raw[at..];
        return rest.StartsWith("&#"u8) || rest.IndexOf("&amp;"u8) >= 0 || rest.IndexOf("&quot;"u8) >= 0 || rest.IndexOf("uml;"u8) >= 0
            || rest.IndexOf("acute;"u8) >= 0;
    }

    private sealed class Counter(bool inWorkbook)
    {
        private static readonly DateCells Dates = new(DateTimeZone.Utc, 2099);
        private static readonly AmountCells Amounts = new("");

        private long filled, dayFirst, monthFirst, eitherDate, point, comma, eitherAmount, pointZero, emptyWords, timed;
        private string? date, amount;

        public ColumnFindings Findings => new()
        {
            Filled = filled,
            DayFirst = dayFirst,
            MonthFirst = monthFirst,
            EitherDate = eitherDate,
            Date = date,
            Point = point,
            Comma = comma,
            EitherAmount = eitherAmount,
            Amount = amount,
            PointZero = pointZero,
            EmptyWords = emptyWords,
            Timed = timed,
        };

        private static bool IsTimed(ReadOnlySpan<byte> cell)
        {
            var colon = cell.IndexOf((byte)':');
            return colon > 0 && colon + 2 < cell.Length
                && cell[Math.Max(0, colon - 2)..Math.Min(cell.Length, colon + 3)].IndexOfAnyInRange((byte)'1', (byte)'9') >= 0;
        }

        public void See(ReadOnlySpan<byte> cell)
        {
            if (cell.IsEmpty)
            {
                return;
            }

            filled++;
            timed += IsTimed(cell) ? 1 : 0;
            // Most cells are words; what can be read in two ways has a digit near its beginning and a mark between its digits.
            if (cell.Length <= 60 && cell[..Math.Min(cell.Length, 11)].IndexOfAnyInRange((byte)'0', (byte)'9') >= 0)
            {
                if (cell.IndexOfAny(".,/-"u8) > 0)
                {
                    SeeDate(cell);
                    SeeAmount(cell);
                }
            }

            emptyWords += EmptyWords.Has(cell, inWorkbook) ? 1 : 0;
        }

        private void SeeDate(ReadOnlySpan<byte> cell)
        {
            if (cell is [_, _, _, _, (byte)'-', ..] || !HasThreeParts(cell))
            {
                return;
            }

            var (day, month) = (Dates.TryInstant(cell, true, out var ofDay), Dates.TryInstant(cell, false, out var ofMonth));
            if (day && month && ofDay != ofMonth)
            {
                var dots = Dates.TryInstant(cell, null, out _);
                dayFirst += dots ? 1 : 0;
                eitherDate += dots ? 0 : 1;
                date ??= Encoding.UTF8.GetString(cell);
            }
            else if (day != month)
            {
                dayFirst += day ? 1 : 0;
                monthFirst += month ? 1 : 0;
                date ??= Encoding.UTF8.GetString(cell);
            }
        }

        private static bool HasThreeParts(ReadOnlySpan<byte> cell)
        {
            var first = cell.IndexOfAny("./-"u8);
            return first > 0 && cell[(first + 1)..].IndexOf(cell[first]) > 0;
        }

        private void SeeAmount(ReadOnlySpan<byte> cell)
        {
            if (cell.IndexOf((byte)'/') >= 0)
            {
                return;
            }

            var asPoint = Amounts.Read(cell, false, out var ofPoint, out _) != AmountCells.Fault.Shape;
            var asComma = Amounts.Read(cell, true, out var ofComma, out _) != AmountCells.Fault.Shape;
            pointZero += cell.EndsWith(".0"u8) ? 1 : 0;
            if (asPoint ? asComma && ofPoint == ofComma : !asComma)
            {
                return;
            }

            // 1,234 has three digits after its only mark: thousands, or in the other style a third decimal, which no amount has.
            var mark = cell.LastIndexOfAny(".,"u8);
            var either = asPoint != asComma && mark == cell.IndexOfAny(".,"u8) && cell.Length - mark == 4
                && cell[(mark + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
            point += asPoint && !either ? 1 : 0;
            comma += asComma && !either ? 1 : 0;
            eitherAmount += either ? 1 : 0;
            amount ??= Encoding.UTF8.GetString(cell);
        }
    }
}
