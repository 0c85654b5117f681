using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.ImportData.Reading;

/// <summary>What the ways of writing a column come to, shown by its own cells.</summary>
public static class StyleWords
{
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("d MMMM uuuu");
    private static readonly DateCells Reader = new(DateTimeZone.Utc, 2099);
    private static readonly AmountCells AmountReader = new("");

    /// <summary>A way of writing, by its key in forms.</summary>
    public static string Name(string key) => key switch
    {
        "day" => "Day first",
        "month" => "Month first",
        "point" => "Decimal point",
        _ => "Decimal comma",
    };

    /// <summary>"03/04/2026 can be 3 April 2026 or 4 March 2026".</summary>
    public static string Dates(ColumnFindings found) =>
        Both(found.Date, DateIn(found.Date, true), DateIn(found.Date, false), "can be read day first or month first");

    /// <summary>"1,234 can be 1234.00 or 1.23".</summary>
    public static string Amounts(ColumnFindings found) =>
        Both(found.Amount, AmountIn(found.Amount, false), AmountIn(found.Amount, true), "can have a decimal point or a decimal comma");

    /// <summary>"03/04/2026 will be 3 April 2026"; null where the style reads it not at all.</summary>
    public static string? DateWillBe(ColumnFindings found, bool dayFirst) =>
        DateIn(found.Date, dayFirst) is { } read ? $"{found.Date} will be {read}" : null;

    /// <summary>"1.234,50 will be 1234.50"; null where the style reads it not at all.</summary>
    public static string? AmountWillBe(ColumnFindings found, bool comma) =>
        AmountIn(found.Amount, comma) is { } read ? $"{found.Amount} will be {read}" : null;

    private static string Both(string? cell, string? one, string? other, string else_) =>
        one is not null && other is not null ? $"{cell} can be {one} or {other}" : $"its cells, such as {cell}, {else_}";

    private static string? DateIn(string? cell, bool dayFirst) =>
        cell is not null && Reader.TryInstant(Encoding.UTF8.GetBytes(cell), dayFirst, out var at) ? Day.Format(at.InUtc().Date) : null;

    private static string? AmountIn(string? cell, bool comma) =>
        cell is not null && AmountReader.Read(Encoding.UTF8.GetBytes(cell), comma, out var hundredths, out _) != AmountCells.Fault.Shape
            ? (hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture)
            : null;
}
