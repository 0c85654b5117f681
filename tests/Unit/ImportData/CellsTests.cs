using System.Text;
using CustomerListSchedules.Features.ImportData.Reading;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Unit.ImportData;

public sealed class CellsTests
{
    private static readonly Cells Iso = new(DateTimeZoneProviders.Tzdb["Europe/London"], dayFirst: false);
    private static readonly Cells DayFirst = new(DateTimeZoneProviders.Tzdb["Europe/London"], dayFirst: true);

    [Theory]
    [InlineData("12.50", 1250)]
    [InlineData("12,50", 1250)]
    [InlineData("12.5", 1250)]
    [InlineData("-5", -500)]
    [InlineData("+7", 700)]
    [InlineData("0", 0)]
    [InlineData("-0.05", -5)]
    [InlineData("1,234.50", 123450)]
    [InlineData("1,234", 123400)]
    [InlineData("1,234,567", 123456700)]
    [InlineData("9999999999.99", 999999999999)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("12.", null)]
    [InlineData(".50", null)]
    [InlineData("12.345", null)]
    [InlineData("1,23.00", null)]
    [InlineData("1234,567", null)]
    [InlineData("1,2,3", null)]
    [InlineData("0,123", null)]
    [InlineData("£12", null)]
    [InlineData("1e3", null)]
    [InlineData("1.-5", null)]
    [InlineData("--5", null)]
    [InlineData("10000000000.00", null)]
    [InlineData("99999999999999999999", null)]
    public void Amounts(string text, object? hundredths) =>
        Assert.Equal<long?>(
            hundredths is null ? null : Convert.ToInt64(hundredths, System.Globalization.CultureInfo.InvariantCulture),
            Cells.TryAmount(Utf8(text), out var read) ? read : null);

    [Theory]
    [InlineData("2026-12-31", "2026-12-31")]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData("2026-02-29", null)]
    [InlineData("2026-13-01", null)]
    [InlineData("2026-12-31x", null)]
    [InlineData("26-12-31", null)]
    [InlineData("31/12/2026", null)]
    [InlineData("1700-01-01", null)]
    public void Dates_year_first(string text, string? date) =>
        Assert.Equal(date, Iso.TryDate(Utf8(text), out var read) ? LocalDatePattern.Iso.Format(read) : null);

    [Theory]
    [InlineData("31/12/2026", "2026-12-31")]
    [InlineData("1.2.2026", "2026-02-01")]
    [InlineData("01-02-2026", "2026-02-01")]
    [InlineData("2026-12-31", "2026-12-31")]
    [InlineData("12/31/2026", null)]
    [InlineData("1/2.2026", null)]
    [InlineData("1/2/26", null)]
    public void Dates_day_first(string text, string? date) =>
        Assert.Equal(date, DayFirst.TryDate(Utf8(text), out var read) ? LocalDatePattern.Iso.Format(read) : null);

    [Theory]
    [InlineData("2026-07-01 19:30", "2026-07-01T18:30:00Z")]
    [InlineData("2026-12-01T19:30:15", "2026-12-01T19:30:15Z")]
    [InlineData("2026-12-01", "2026-12-01T00:00:00Z")]
    [InlineData("2026-07-01T19:30:00.123Z", "2026-07-01T19:30:00Z")]
    [InlineData("2026-07-01 19:30 +02:00", "2026-07-01T17:30:00Z")]
    [InlineData("2026-07-01 19:30-0500", "2026-07-02T00:30:00Z")]
    // The spring gap moves forward; of the autumn overlap it is the first pass.
    [InlineData("2026-03-29 01:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25 01:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-12-01 24:00", null)]
    [InlineData("2026-12-01 7:30", null)]
    [InlineData("2026-12-01 19:30 pm", null)]
    [InlineData("2026-12-01 19:30:", null)]
    public void Instants(string text, string? instant) =>
        Assert.Equal(instant, Iso.TryInstant(Utf8(text), out var read) ? InstantPattern.General.Format(read) : null);

    [Theory]
    [InlineData("2", 2)]
    [InlineData("0", 0)]
    [InlineData("-1", null)]
    [InlineData("2.5", null)]
    [InlineData("+2", null)]
    [InlineData("99999999999", null)]
    public void Counts(string text, int? count) => Assert.Equal<int?>(count, Cells.TryCount(Utf8(text), out var read) ? read : null);

    [Theory]
    [InlineData("a@b", true)]
    [InlineData("O'Brien+x@例え.jp", true)]
    [InlineData("a@", false)]
    [InlineData("@b", false)]
    [InlineData("a@b@c", false)]
    [InlineData("a b@c", false)]
    [InlineData("none", false)]
    public void E_mail_addresses(string text, bool valid) => Assert.Equal(valid, Cells.IsEmail(Utf8(text)));

    [Theory]
    [InlineData(" \u00A0 x y\t\u00A0", "x y")]
    [InlineData("\u00A0", "")]
    [InlineData("à", "à")]
    [InlineData("  ", "")]
    public void Spaces_around_are_not_part_of_a_value(string cell, string value) =>
        Assert.Equal(value, Encoding.UTF8.GetString(Cells.Trim(Utf8(cell))));

    [Fact]
    public void Length_is_counted_in_characters_and_not_in_bytes()
    {
        Assert.True(Cells.Fits(Utf8(new string('é', 50)), 50));
        Assert.True(Cells.Fits(Utf8(string.Concat(Enumerable.Repeat("😀", 50))), 50));
        Assert.False(Cells.Fits(Utf8(new string('é', 51)), 50));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
