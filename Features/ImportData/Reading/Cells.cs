using System.Buffers;
using System.Buffers.Text;
using System.Text;
using NodaTime;
using NodaTime.TimeZones;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Reads values from cells, given as UTF-8 without spaces around them.</summary>
public sealed class Cells(DateTimeZone zone, bool dayFirst)
{
    public bool DayFirst => dayFirst;

    private const long MostHundredths = 999_999_999_999;

    private static readonly SearchValues<byte> NoEmail = SearchValues.Create(" \t\r\n,;<>()[]\"\\"u8);

    private readonly ZoneLocalMappingResolver resolver = Resolvers.CreateMappingResolver(
        Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || (cell[0] > ' ' && cell[^1] > ' ' && cell[0] != 0xC2 && cell[^1] != 0xA0))
        {
            return cell;
        }

        // Spaces that cannot be seen (U+00A0) come with text from the web.
        while (true)
        {
            var length = cell.Length;
            cell = cell.Trim(" \t\r\n\v\f"u8);
            cell = cell.StartsWith("\u00A0"u8) ? cell[2..] : cell;
            cell = cell.EndsWith("\u00A0"u8) ? cell[..^2] : cell;
            if (cell.Length == length)
            {
                return cell;
            }
        }
    }

    /// <summary>Whether text has at most so many characters, counted as PostgreSQL does.</summary>
    public static bool Fits(ReadOnlySpan<byte> text, int most)
    {
        if (text.Length <= most)
        {
            return true;
        }

        var characters = 0;
        foreach (var part in text)
        {
            characters += (part & 0xC0) == 0x80 ? 0 : 1;
        }

        return characters <= most;
    }

    /// <summary>Something on both sides of one @, and nothing that no address has.</summary>
    public static bool IsEmail(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOf((byte)'@');
        return at > 0 && at < text.Length - 1 && text[(at + 1)..].IndexOf((byte)'@') < 0 && text.IndexOfAny(NoEmail) < 0;
    }

    public static bool TryYesNo(ReadOnlySpan<byte> text, out bool yes)
    {
        yes = Ascii.EqualsIgnoreCase(text, "yes"u8)
            || Ascii.EqualsIgnoreCase(text, "y"u8)
            || Ascii.EqualsIgnoreCase(text, "true"u8)
            || text.SequenceEqual("1"u8);
        return yes
            || text.IsEmpty
            || Ascii.EqualsIgnoreCase(text, "no"u8)
            || Ascii.EqualsIgnoreCase(text, "n"u8) || Ascii.EqualsIgnoreCase(text, "false"u8) || text.SequenceEqual("0"u8);
    }

    /// <summary>12.50, -5, 1,234.50, and 12,50 as it is written where the comma is decimal. At most two decimals.</summary>
    public static bool TryAmount(ReadOnlySpan<byte> text, out long hundredths)
    {
        hundredths = 0;
        var negative = text is [(byte)'-', ..];
        text = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        var point = text.LastIndexOfAny((byte)'.', (byte)',');
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        if (point >= 0 && text[point] == ',' && decimals == 3)
        {
            point = text.Length;
            decimals = 0;
        }
        else if (point < 0)
        {
            point = text.Length;
        }

        if (decimals > 2 || (point < text.Length && decimals == 0) || !TryWhole(text[..point], text[point..], out var whole))
        {
            return false;
        }

        var cents = 0;
        if (decimals > 0
            && (!Utf8Parser.TryParse(text[(point + 1)..], out cents, out var used, 'D')
            || used != decimals
            || text[point + 1] is (byte)'-' or (byte)'+'))
        {
            return false;
        }

        var total = (whole * 100) + (decimals == 1 ? cents * 10 : cents);
        hundredths = negative ? -total : total;
        return total <= MostHundredths;
    }

    public static bool TryCount(ReadOnlySpan<byte> text, out int count) =>
        Utf8Parser.TryParse(text, out count, out var used, 'D') && used == text.Length && count >= 0 && text[0] != '+';

    /// <summary>
    /// 2026-12-31, or day first 31/12/2026 (also with points or hyphens) when the file's dates are so; ISO dates are read in either.
    /// </summary>
    public bool TryDate(ReadOnlySpan<byte> text, out LocalDate date)
    {
        date = default;
        return TryDay(ref text, out date) && text.IsEmpty;
    }

    /// <summary>
    /// A date, and a time with or without seconds; without an offset it is venue time, in a gap moved forward, in an overlap the earlier.
    /// </summary>
    public bool TryInstant(ReadOnlySpan<byte> text, out Instant at)
    {
        at = default;
        if (!TryDay(ref text, out var date))
        {
            return false;
        }

        var time = LocalTime.Midnight;
        if (!text.IsEmpty && (text[0] is not ((byte)' ' or (byte)'T') || !TryTime(ref text, out time)))
        {
            return false;
        }

        var local = date + time;
        if (text.IsEmpty)
        {
            at = local.InZone(zone, resolver).ToInstant();
            return true;
        }

        if (!TryOffset(text, out var offset))
        {
            return false;
        }

        at = local.WithOffset(offset).ToInstant();
        return true;
    }

    private static bool TryWhole(ReadOnlySpan<byte> digits, ReadOnlySpan<byte> rest, out long whole)
    {
        whole = 0;
        if (digits.IsEmpty || digits.Length > 16)
        {
            return false;
        }

        var grouped = digits.Contains((byte)',');
        if (grouped && rest is [(byte)',', ..])
        {
            return false;
        }

        var sinceComma = -1;
        foreach (var digit in digits)
        {
            if (digit == ',')
            {
                if (sinceComma is not (-1 or 3) || whole == 0 || (sinceComma == -1 && whole > 999))
                {
                    return false;
                }

                sinceComma = 0;
                continue;
            }

            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            whole = (whole * 10) + (digit - '0');
            sinceComma += sinceComma < 0 ? 0 : 1;
        }

        return sinceComma is -1 or 3;
    }

    private bool TryDay(ref ReadOnlySpan<byte> text, out LocalDate date)
    {
        date = default;
        if (text.Length >= 10 && text[4] == '-' && text[7] == '-')
        {
            return Number(text[..4], out var year)
                && Number(text[5..7], out var month)
                && Number(text[8..10], out var day) && Make(year, month, day, out date) && Advance(ref text, 10);
        }

        if (!dayFirst)
        {
            return false;
        }

        var first = text.IndexOfAny("/.-"u8);
        if (first is < 1 or > 2)
        {
            return false;
        }

        var second = text[(first + 1)..].IndexOf(text[first]);
        var yearAt = first + second + 2;
        return second is 1 or 2 && text.Length >= yearAt + 4
            && Number(text[..first], out var d)
            && Number(text.Slice(first + 1, second), out var m) && Number(text.Slice(yearAt, 4), out var y)
            && Make(y, m, d, out date) && Advance(ref text, yearAt + 4);
    }

    private static bool TryTime(ref ReadOnlySpan<byte> text, out LocalTime time)
    {
        time = default;
        if (text.Length < 6
            || text[3] != ':' || !Number(text[1..3], out var hour) || !Number(text[4..6], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        var used = 6;
        var second = 0;
        if (text.Length >= 9 && text[6] == ':')
        {
            if (!Number(text[7..9], out second) || second > 59)
            {
                return false;
            }

            used = 9;
            if (text.Length > 9 && text[9] == '.')
            {
                used = 10;
                while (used < text.Length && text[used] is >= (byte)'0' and <= (byte)'9')
                {
                    used++;
                }

                if (used == 10 || used > 19)
                {
                    return false;
                }
            }
        }

        time = new LocalTime(hour, minute, second);
        return Advance(ref text, used);
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out Offset offset)
    {
        offset = Offset.Zero;
        text = text is [(byte)' ', ..] ? text[1..] : text;
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("UTC"u8))
        {
            return true;
        }

        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || !Number(text[1..3], out var hours) || hours > 15)
        {
            return false;
        }

        var minutes = 0;
        if (text.Length > 3 && ((text.Length == 6 && text[3] != ':') || !Number(text[^2..], out minutes) || minutes > 59))
        {
            return false;
        }

        offset = Offset.FromSeconds((text[0] == '-' ? -60 : 60) * ((hours * 60) + minutes));
        return true;
    }

    private static bool Advance(ref ReadOnlySpan<byte> text, int by)
    {
        text = text[by..];
        return true;
    }

    private static bool Make(int year, int month, int day, out LocalDate date)
    {
        date = default;
        if (year is < 1800 or > 2200 || month is < 1 or > 12 || day < 1 || day > CalendarSystem.Iso.GetDaysInMonth(year, month))
        {
            return false;
        }

        date = new LocalDate(year, month, day);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return !digits.IsEmpty;
    }
}
