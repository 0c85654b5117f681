using System.Text;
using NodaTime;
using NodaTime.TimeZones;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>
/// Reads dates and times from cells, given as UTF-8 without space around them: ISO 8601, and what people and their programs write where
/// it can mean one thing only once it is known whether the day or the month comes first.
/// </summary>
/// <param name="zone">Of times that do not name their offset.</param>
/// <param name="thisYear">The year now: of two digits only, a birth is not later.</param>
public sealed class DateCells(DateTimeZone zone, int thisYear)
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] WholeMonths =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    // In German, French, Spanish, Italian, Dutch, Portuguese and the languages of Scandinavia, without accents.
    private static readonly Dictionary<string, int> OtherMonths = new[]
    {
        "januar januari janvier janv enero ene gennaio gen janeiro janner", "februar februari fevrier fevr fev febrero febbraio fevereiro",
        "marz mrz mars marzo maart mrt marco", "avril avr abril abr aprile", "mai mayo maggio mag mei maio maj",
        "juni juin junio giugno giu junho", "juli juillet juil julio luglio lug julho", "aout agosto ago augustus augusti",
        "septembre sept septiembre settembre set setembro", "oktober okt octobre octubre ottobre ott outubro out",
        "novembre noviembre novembro", "dezember dez decembre diciembre dic dicembre dezembro desember des",
    }.SelectMany((names, month) => names.Split(' ').Select(name => (name, month + 1))).ToDictionary();

    private static readonly string[] Weekdays =
    [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ];

    private readonly ZoneLocalMappingResolver resolver = Resolvers.CreateMappingResolver(
        Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    /// <summary>The two-digit year from which on the last century is meant.</summary>
    public static int PivotOf(bool birth, int thisYear) => birth ? (thisYear % 100) + 1 : 70;

    /// <summary>A date; a time with it must be midnight.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="dayFirst">Null where the column does not say; then what is another day in either is not read.</param>
    /// <param name="date">The day, from 1800 to 2200.</param>
    /// <param name="birth">Whether it is somebody's birth.</param>
    public bool TryDate(ReadOnlySpan<byte> text, bool? dayFirst, out LocalDate date, bool birth = false) =>
        TryDay(ref text, dayFirst, PivotOf(birth, thisYear), out date)
            && (text.IsEmpty
                || (TryTime(ref text, out var time) && time == LocalTime.Midnight && (text.IsEmpty || TryOffset(text, out _))));

    /// <summary>
    /// A date with or without a time; without an offset it is venue time, in a gap moved forward, in an overlap the earlier.
    /// </summary>
    public bool TryInstant(ReadOnlySpan<byte> text, bool? dayFirst, out Instant at) => TryInstant(text, [], dayFirst, out at);

    /// <summary>The same, its time in a cell of its own, which may be empty; a time in both is none.</summary>
    public bool TryInstant(ReadOnlySpan<byte> text, ReadOnlySpan<byte> timeCell, bool? dayFirst, out Instant at)
    {
        at = default;
        if (!TryDay(ref text, dayFirst, PivotOf(false, thisYear), out var date))
        {
            return false;
        }

        var time = LocalTime.Midnight;
        if (!text.IsEmpty && !TryTime(ref text, out time))
        {
            return false;
        }

        if (!timeCell.IsEmpty)
        {
            if (time != LocalTime.Midnight || !TryTimeOfDay(ref timeCell, out time) || !timeCell.IsEmpty)
            {
                return false;
            }
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

    private static bool TryDay(ref ReadOnlySpan<byte> text, bool? dayFirst, int pivot, out LocalDate date)
    {
        date = default;
        if (text.Length < 6)
        {
            return false;
        }

        if (char.IsAsciiLetter((char)text[0]) && Word(text, out var weekday) && Is(Weekdays, weekday, out _))
        {
            text = text[weekday.Length..].TrimStart(", "u8);
        }

        if (text.IsEmpty)
        {
            return false;
        }

        var first = Digits(text);
        return char.IsAsciiLetter((char)text[0]) ? TryMonthName(ref text, pivot, out date)
            : first is 4 or 8 ? TryYearFirst(ref text, out date)
            : first is 1 or 2 && TryDayOrMonthFirst(ref text, dayFirst, pivot, out date);
    }

    /// <summary>2026-12-31, 2026/12/31, 2026.12.31, 20261231.</summary>
    private static bool TryYearFirst(ref ReadOnlySpan<byte> text, out LocalDate date)
    {
        date = default;
        if (Digits(text) == 8)
        {
            return Make(Number(text[..4]), Number(text[4..6]), Number(text[6..8]), out date) && Advance(ref text, 8);
        }

        if (text.Length < 8 || text[4] is not ((byte)'-' or (byte)'/' or (byte)'.'))
        {
            return false;
        }

        var month = Digits(text[5..]);
        if (month is not (1 or 2) || text.Length < 5 + month + 2 || text[5 + month] != text[4])
        {
            return false;
        }

        var day = Digits(text[(6 + month)..]);
        return day is 1 or 2
            && Make(Number(text[..4]), Number(text.Slice(5, month)), Number(text.Slice(6 + month, day)), out date)
            && Advance(ref text, 6 + month + day);
    }

    /// <summary>31/12/2026, 31.12.26, 31. 12. 2026, 12/31/2026, 31-Dec-2026, 31 December 2026.</summary>
    private static bool TryDayOrMonthFirst(ref ReadOnlySpan<byte> text, bool? dayFirst, int pivot, out LocalDate date)
    {
        date = default;
        var length = Digits(text);
        var first = Number(text[..length]);
        var rest = text[length..];
        // 1st, 22nd.
        rest = rest.StartsWith("st "u8) || rest.StartsWith("nd "u8) || rest.StartsWith("rd "u8) || rest.StartsWith("th "u8)
            ? rest[2..]
            : rest;
        if (rest.IsEmpty || rest[0] is not ((byte)'/' or (byte)'.' or (byte)'-' or (byte)' '))
        {
            return false;
        }

        var mark = rest[0];
        rest = rest[1..].TrimStart((byte)' ');
        rest = rest.StartsWith("de "u8) || rest.StartsWith("of "u8) ? rest[3..] : rest;
        if (Word(rest, out var name) && Month(name, out var named))
        {
            rest = rest[name.Length..].TrimStart(" -./,"u8);
            rest = rest.StartsWith("de "u8) ? rest[3..] : rest;
            return TryYear(ref rest, pivot, out var ofName) && Make(ofName, named, first, out date) && Set(ref text, rest);
        }

        length = Digits(rest);
        if (mark == ' ' || length is not (1 or 2) || rest.Length <= length || rest[length] != mark)
        {
            return false;
        }

        var second = Number(rest[..length]);
        rest = rest[(length + 1)..].TrimStart((byte)' ');
        // 26-12-31 may begin with the year as well.
        if ((mark == '-' && Digits(rest) == 2) || !TryYear(ref rest, pivot, out var year))
        {
            return false;
        }

        // With points nobody writes the month first.
        if ((dayFirst ?? (mark == '.' ? true : null)) is not { } order)
        {
            order = true;
            if (first != second && Make(year, first, second, out _) && Make(year, second, first, out _))
            {
                return false;
            }

            order = Make(year, second, first, out _);
        }

        return Make(year, order ? second : first, order ? first : second, out date) && Set(ref text, rest);
    }

    /// <summary>Dec 31, 2026; December 31 2026.</summary>
    private static bool TryMonthName(ref ReadOnlySpan<byte> text, int pivot, out LocalDate date)
    {
        date = default;
        if (!Word(text, out var name) || !Month(name, out var month))
        {
            return false;
        }

        var rest = text[name.Length..].TrimStart(" -."u8);
        var length = Digits(rest);
        if (length is not (1 or 2))
        {
            return false;
        }

        var day = Number(rest[..length]);
        rest = rest[length..].TrimStart(" -,"u8);
        return TryYear(ref rest, pivot, out var year) && Make(year, month, day, out date) && Set(ref text, rest);
    }

    private static bool TryYear(ref ReadOnlySpan<byte> text, int pivot, out int year)
    {
        var length = Digits(text);
        year = length is 2 or 4 ? Number(text[..length]) : 0;
        year += length == 2 ? year < pivot ? 2000 : 1900 : 0;
        return length is 2 or 4 && Advance(ref text, length);
    }

    /// <summary>What parts it from the date, and a time.</summary>
    private static bool TryTime(ref ReadOnlySpan<byte> text, out LocalTime time)
    {
        time = default;
        var rest = text[0] is (byte)'T' or (byte)' ' ? text[1..] : text is [(byte)',', (byte)' ', ..] ? text[2..] : [];
        return TryTimeOfDay(ref rest, out time) && Set(ref text, rest);
    }

    /// <summary>19:30, 9:05:12.123, 7:30 PM.</summary>
    private static bool TryTimeOfDay(ref ReadOnlySpan<byte> text, out LocalTime time)
    {
        time = default;
        var length = Digits(text);
        if (length is not (1 or 2) || text.Length < length + 3 || text[length] is not ((byte)':' or (byte)'.' or (byte)'h')
            || Digits(text[(length + 1)..]) != 2)
        {
            return false;
        }

        var (hour, minute, second) = (Number(text[..length]), Number(text.Slice(length + 1, 2)), 0);
        var rest = text[(length + 3)..];
        if (rest is [(byte)':', ..])
        {
            if (Digits(rest[1..]) != 2)
            {
                return false;
            }

            second = Number(rest[1..3]);
            rest = rest[3..];
            if (rest is [(byte)'.' or (byte)',', ..])
            {
                var fraction = Digits(rest[1..]);
                if (fraction is 0 or > 9)
                {
                    return false;
                }

                rest = rest[(fraction + 1)..];
            }
        }

        if (Half(rest.TrimStart((byte)' '), out var afternoon, out var after))
        {
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (afternoon ? 12 : 0);
            rest = after;
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time = new LocalTime(hour, minute, second);
        return Set(ref text, rest);
    }

    /// <summary>AM, pm, p.m.</summary>
    private static bool Half(ReadOnlySpan<byte> text, out bool afternoon, out ReadOnlySpan<byte> after)
    {
        afternoon = text is [(byte)'p' or (byte)'P', ..];
        after = text is [_, (byte)'.', (byte)'m' or (byte)'M', (byte)'.', ..] ? text[4..]
            : Word(text, out var word) && word is [_, (byte)'m' or (byte)'M'] ? text[2..]
            : [];
        return text is [(byte)'a' or (byte)'A' or (byte)'p' or (byte)'P', ..] && after.Length < text.Length
            && text.Length - after.Length is 2 or 4;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out Offset offset)
    {
        offset = Offset.Zero;
        text = text is [(byte)' ', ..] ? text[1..] : text;
        if (text.SequenceEqual("Z"u8) || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8))
        {
            return true;
        }

        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || Digits(text[1..]) is not (2 or 4))
        {
            return false;
        }

        var (hours, minutes) = (Number(text[1..3]), 0);
        if (text.Length > 3)
        {
            if ((text.Length == 6 && text[3] != ':') || Digits(text[^2..]) != 2)
            {
                return false;
            }

            minutes = Number(text[^2..]);
        }

        offset = hours > 15 || minutes > 59 ? default : Offset.FromSeconds((text[0] == '-' ? -60 : 60) * ((hours * 60) + minutes));
        return hours <= 15 && minutes <= 59;
    }

    private static bool Month(ReadOnlySpan<byte> name, out int month) =>
        Is(Months, name, out month) || Is(WholeMonths, name, out month)
        || (name.Length <= 20 && OtherMonths.TryGetValue(ColumnMatcher.Plain(Encoding.UTF8.GetString(name)), out month))
        || (Ascii.EqualsIgnoreCase(name, "sept"u8) && (month = 9) > 0);

    private static bool Is(string[] words, ReadOnlySpan<byte> word, out int number)
    {
        number = 0;
        for (var i = 0; i < words.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(word, words[i]))
            {
                number = i + 1;
                return true;
            }
        }

        return false;
    }

    private static bool Word(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetter((char)text[length]) || text[length] >= 0x80))
        {
            length++;
        }

        word = text[..length];
        return length > 0;
    }

    /// <summary>How many digits stand at the beginning.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return length < 0 ? text.Length : length;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
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

    private static bool Advance(ref ReadOnlySpan<byte> text, int by)
    {
        text = text[by..];
        return true;
    }

    private static bool Set(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> to)
    {
        text = to;
        return true;
    }
}
