using System.Buffers;
using System.Globalization;
using System.Text;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>Reads amounts of the venue's currency from cells, given as UTF-8 without space around them; at most two decimals.</summary>
public sealed class AmountCells
{
    /// <summary>Why a cell is no amount.</summary>
    public enum Fault
    {
        None,
        Shape,
        ForeignCurrency,
    }

    private const long MostHundredths = 999_999_999_999;

    private static readonly SearchValues<char> Currencies = SearchValues.Create("£€$¥₹₩₪₺₽₴₱฿₫₦₡₵₲₸₼₾");

    private readonly string code;
    private readonly string symbol;

    /// <param name="currency">The venue's, by ISO 4217.</param>
    public AmountCells(string currency)
    {
        code = currency;
        symbol = CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(culture => new RegionInfo(culture.Name))
            .Where(region => region.ISOCurrencySymbol == currency)
            .Select(region => region.CurrencySymbol).Order(StringComparer.Ordinal).MinBy(each => each.Length) ?? currency;
    }

    /// <summary>Whether a currency that stands by itself is the venue's: GBP, £.</summary>
    public bool IsOfVenue(string name) =>
        name.Equals(code, StringComparison.OrdinalIgnoreCase) || name == symbol || code.Length == 0;

    /// <summary>12.50, -5, (5.00), 5.00-, £1,234.50, 1.234,50 EUR.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="decimalComma">Null where the column does not say; then 1,234 and 1.234 are not read.</param>
    /// <param name="hundredths">The amount.</param>
    /// <param name="currency">The other currency's mark, where it names one.</param>
    public Fault Read(ReadOnlySpan<byte> text, bool? decimalComma, out long hundredths, out string? currency)
    {
        currency = null;
        if (TryNumber(text, decimalComma, out hundredths))
        {
            return Fault.None;
        }

        if (text.Length > 60)
        {
            return Fault.Shape;
        }

        var words = Plain(Encoding.UTF8.GetString(text), out var negative, out currency);
        var number = Encoding.UTF8.GetBytes(words);
        if (currency is not null && currency != code && currency != symbol)
        {
            return TryNumber(number, false, out hundredths) || TryNumber(number, true, out hundredths)
                ? Fault.ForeignCurrency
                : Fault.Shape;
        }

        if (!TryNumber(number, decimalComma, out hundredths) || (negative && hundredths < 0))
        {
            return Fault.Shape;
        }

        hundredths = negative ? -hundredths : hundredths;
        return Fault.None;
    }

    /// <summary>Takes off signs and currency, and puts plain spaces and apostrophes between thousands.</summary>
    private static string Plain(string text, out bool negative, out string? currency)
    {
        text = text.Replace('\u2212', '-').Replace('\u2013', '-');
        text = text.Replace('\u00A0', ' ').Replace('\u202F', ' ').Replace('\u2009', ' ').Replace('’', '\'');
        // 12,- says that there are no hundredths.
        text = text.EndsWith(",-", StringComparison.Ordinal) || text.EndsWith(".-", StringComparison.Ordinal) ? text[..^2] : text;
        currency = null;
        negative = false;
        for (var changed = true; changed;)
        {
            changed = false;
            text = text.Trim(' ');
            if (text is ['(', .., ')'] && !negative)
            {
                (text, negative, changed) = (text[1..^1], true, true);
            }
            else if (text is [.., '-'] && !negative)
            {
                (text, negative, changed) = (text[..^1], true, true);
            }
            else if (text is ['-', ..] && text.Length > 1 && !char.IsAsciiDigit(text[1]) && !negative)
            {
                (text, negative, changed) = (text[1..], true, true);
            }

            if (currency is null && MarkOf(text) is { } mark)
            {
                currency = mark;
                text = text.StartsWith(mark, StringComparison.Ordinal) ? text[mark.Length..] : text[..^mark.Length];
                changed = true;
            }
        }

        return text;
    }

    /// <summary>The mark of a currency at either end: £, EUR, kr, zł.</summary>
    private static string? MarkOf(string text)
    {
        var before = text.TakeWhile(IsMark).Count();
        var after = text.Reverse().TakeWhile(IsMark).Count();
        var mark = before > 0 ? text[..before] : text[(text.Length - after)..];
        return mark.Length is > 0 and <= 4 && mark.Length < text.Length ? mark : null;

        static bool IsMark(char letter) => char.IsLetter(letter) || Currencies.Contains(letter);
    }

    /// <summary>The bare number, as the style has it.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> text, bool? decimalComma, out long hundredths)
    {
        hundredths = 0;
        var negative = text is [(byte)'-', ..];
        text = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        if (text.IsEmpty || text.Length > 24)
        {
            return false;
        }

        if (decimalComma is not { } comma)
        {
            var last = text.LastIndexOfAny((byte)'.', (byte)',');
            if (last >= 0 && text.Length - last == 4 && text.IndexOfAny((byte)'.', (byte)',') == last)
            {
                return false;
            }

            comma = false;
            var point = TryStyle(text, (byte)'.', (byte)',', out hundredths);
            if (TryStyle(text, (byte)',', (byte)'.', out var other))
            {
                if (point && other != hundredths)
                {
                    return false;
                }

                (comma, hundredths) = (true, other);
            }

            hundredths = negative ? -hundredths : hundredths;
            return point || comma;
        }

        var read = comma ? TryStyle(text, (byte)',', (byte)'.', out hundredths) : TryStyle(text, (byte)'.', (byte)',', out hundredths);
        hundredths = negative ? -hundredths : hundredths;
        return read;
    }

    private static bool TryStyle(ReadOnlySpan<byte> text, byte decimalMark, byte groupMark, out long hundredths)
    {
        hundredths = 0;
        var mark = text.IndexOf(decimalMark);
        var whole = mark < 0 ? text : text[..mark];
        var decimals = mark < 0 ? [] : text[(mark + 1)..];
        // Databases write money with four decimals.
        if (decimals.Length is > 3 and <= 8 && decimals[2..].IndexOfAnyExcept((byte)'0') < 0)
        {
            decimals = decimals[..2];
        }

        if (decimals.Length > 2 || (mark >= 0 && decimals.IsEmpty) || (whole.IsEmpty && mark < 0)
            || decimals.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || !TryWhole(whole, groupMark, out var number))
        {
            return false;
        }

        hundredths = number * 100;
        if (decimals.Length > 0)
        {
            hundredths += ((decimals[0] - '0') * 10) + (decimals.Length == 2 ? decimals[1] - '0' : 0);
        }

        return hundredths <= MostHundredths;
    }

    /// <summary>Digits, alone or in groups of three behind marks that are all the same.</summary>
    private static bool TryWhole(ReadOnlySpan<byte> digits, byte groupMark, out long whole)
    {
        whole = 0;
        var (used, since) = ((byte)0, 0);
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[i];
            if (digit is >= (byte)'0' and <= (byte)'9')
            {
                whole = (whole * 10) + (digit - '0');
                since++;
                continue;
            }

            if ((digit != groupMark && digit != ' ' && digit != '\'') || (used != 0 && digit != used)
                || (used == 0 ? since is < 1 or > 3 || whole == 0 : since != 3))
            {
                return false;
            }

            (used, since) = (digit, 0);
        }

        return digits.Length <= 20 && (used == 0 || since == 3);
    }
}
