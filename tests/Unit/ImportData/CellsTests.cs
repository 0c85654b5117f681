using System.Text;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Unit.ImportData;

public sealed class CellsTests
{
    private static readonly AmountCells Pounds = new("GBP");

    [Theory]
    [InlineData("12.50", false, 1250)]
    [InlineData("12.5", false, 1250)]
    [InlineData("-5", false, -500)]
    [InlineData("+7", false, 700)]
    [InlineData("0", false, 0)]
    [InlineData("-0.05", false, -5)]
    [InlineData(".50", false, 50)]
    [InlineData("00012.50", false, 1250)]
    [InlineData("1,234.50", false, 123450)]
    [InlineData("1,234", false, 123400)]
    [InlineData("1,234,567.89", false, 123456789)]
    [InlineData("1'234.50", false, 123450)]
    [InlineData("1 234.50", false, 123450)]
    [InlineData("£12.50", false, 1250)]
    [InlineData("£0", false, 0)]
    [InlineData("12.50 GBP", false, 1250)]
    [InlineData("-£5.00", false, -500)]
    [InlineData("(12.50)", false, -1250)]
    [InlineData("12.50-", false, -1250)]
    [InlineData("37.0000", false, 3700)]
    [InlineData("37.1234", false, null)]
    [InlineData("12,-", true, 1200)]
    [InlineData("\u20135.00", false, -500)]
    [InlineData("\u22125.00", false, -500)]
    [InlineData("12,50", true, 1250)]
    [InlineData("1.234,50", true, 123450)]
    [InlineData("1 234,50", true, 123450)]
    [InlineData("1\u202F234,50", true, 123450)]
    [InlineData("1.234", true, 123400)]
    [InlineData("9999999999.99", false, 999999999999)]
    [InlineData("12.50", null, 1250)]
    [InlineData("1.234,50", null, 123450)]
    [InlineData("1,234", null, null)]
    [InlineData("12,50", false, null)]
    [InlineData("12.50", true, null)]
    [InlineData("12,500", true, null)]
    [InlineData("", false, null)]
    [InlineData("-", false, null)]
    [InlineData("12.", false, null)]
    [InlineData("12.345", false, null)]
    [InlineData("1,23.00", false, null)]
    [InlineData("1,23,456.00", false, null)]
    [InlineData("1234,567", false, null)]
    [InlineData("1,2,3", false, null)]
    [InlineData("0,123", false, null)]
    [InlineData("1e3", false, null)]
    [InlineData("12.50%", false, null)]
    [InlineData("free", false, null)]
    [InlineData("1.-5", false, null)]
    [InlineData("--5", false, null)]
    [InlineData("(-5)", false, null)]
    [InlineData("10000000000.00", false, null)]
    [InlineData("99999999999999999999", false, null)]
    public void Amounts(string text, bool? comma, object? hundredths) =>
        Assert.Equal<long?>(
            hundredths is null ? null : Convert.ToInt64(hundredths, System.Globalization.CultureInfo.InvariantCulture),
            Pounds.Read(Utf8(text), comma, out var read, out _) == AmountCells.Fault.None ? read : null);

    [Theory]
    [InlineData("$1,234.50", "$")]
    [InlineData("€ 12.50", "€")]
    [InlineData("12.50 USD", "USD")]
    [InlineData("12.50 kr", "kr")]
    public void An_amount_of_another_currency_is_told_by_its_mark(string text, string mark) =>
        Assert.Equal(
            (AmountCells.Fault.ForeignCurrency, mark), (Pounds.Read(Utf8(text), false, out _, out var currency), currency));

    [Theory]
    [InlineData("2", 2)]
    [InlineData("0", 0)]
    [InlineData("-1", null)]
    [InlineData("2.5", null)]
    [InlineData("+2", null)]
    [InlineData("99999999999", null)]
    public void Counts(string text, int? count) => Assert.Equal<int?>(count, Cells.TryCount(Utf8(text), out var read) ? read : null);

    [Theory]
    [InlineData("NULL", true)]
    [InlineData("\\N", true)]
    [InlineData("#N/A", true)]
    [InlineData("-", true)]
    [InlineData("0000-00-00", true)]
    [InlineData("Null", false)]
    [InlineData("Na", false)]
    [InlineData("Nancy", false)]
    [InlineData("-5", false)]
    public void Words_for_nothing_are_told_from_names(string text, bool nothing) => Assert.Equal(nothing, EmptyWords.Has(Utf8(text)));

    [Theory]
    [InlineData("1.00012E+11", true)]
    [InlineData("4,47701E+11", true)]
    [InlineData("1E-5", true)]
    [InlineData("E+11", false)]
    [InlineData("ABE+1", false)]
    [InlineData("7700900001", false)]
    public void Numbers_that_Excel_has_changed_are_told(string text, bool changed) =>
        Assert.Equal(changed, Cells.IsScientific(Utf8(text)));

    [Theory]
    [InlineData("ann@example.org")]
    [InlineData("o'neil@example.org")]
    [InlineData("jane@münchen.de")]
    [InlineData("JANE+x_y@mail.example.co.uk")]
    public void What_is_plainly_an_address_is_one_by_the_one_check(string address) =>
        Assert.Null(Features.Shared.EmailAddress.Problem(address));

    [Theory]
    [InlineData("none@")]
    [InlineData("jane@example")]
    [InlineData("jane@@example.org")]
    [InlineData("jane.@example.org")]
    [InlineData(".jane@example.org")]
    [InlineData("jane..doe@example.org")]
    [InlineData("jane@-example.org")]
    [InlineData("jane@example-.org")]
    [InlineData("jane@example..org")]
    [InlineData("jane@1.2.3.4")]
    [InlineData("jane@exa_mple.org")]
    [InlineData("jane@example,org")]
    [InlineData("jane@example.org; john@example.org")]
    [InlineData("jürgen@example.org")]
    public void What_is_no_address_is_neither_plain_nor_one(string address)
    {
        Assert.False(EmailCells.IsPlain(Utf8(address)));
        Assert.NotNull(Features.Shared.EmailAddress.Problem(Features.Shared.EmailAddress.Mended(address)));
    }

    [Theory]
    [InlineData("mailto:jane@example.org", "jane@example.org")]
    [InlineData("'jane@example.org'", "jane@example.org")]
    [InlineData("<jane@example.org>", "jane@example.org")]
    [InlineData("\"jane\"@example.org", "jane@example.org")]
    [InlineData("jane@example.org.", "jane@example.org")]
    [InlineData("o’neil@example.org", "o'neil@example.org")]
    [InlineData("O'Neil@example.org", "O'Neil@example.org")]
    public void What_can_be_mended_for_sure_is(string cell, string address) =>
        Assert.Equal(address, Features.Shared.EmailAddress.Mended(cell));

    [Theory]
    [InlineData(" \u00A0 x y\t\u00A0", "x y")]
    [InlineData("\u00A0", "")]
    [InlineData("\u200B", "")]
    [InlineData("\uFEFFx\u2028", "x")]
    [InlineData("\u3000x\u3000", "x")]
    [InlineData("à", "à")]
    [InlineData("e\u0301", "é")]
    [InlineData("a\u200Db", "a\u200Db")]
    [InlineData("  ", "")]
    public void What_cannot_be_seen_around_is_not_part_of_a_value(string cell, string value) =>
        Assert.Equal(value, Encoding.UTF8.GetString(new CellText().Words(Utf8(cell))));

    [Theory]
    [InlineData("dan@exam\u00ADple.org", "dan@example.org")]
    [InlineData("\u202A+44 20 7946\u202C", "+44 20 7946")]
    [InlineData("\u200EZ3", "Z3")]
    public void Marks_hold_nothing_that_cannot_be_seen(string cell, string value) =>
        Assert.Equal(value, Encoding.UTF8.GetString(new CellText().Mark(Utf8(cell))));

    [Fact]
    public void Length_is_counted_in_characters_and_not_in_bytes()
    {
        Assert.True(Cells.Fits(Utf8(new string('é', 50)), 50));
        Assert.True(Cells.Fits(Utf8(string.Concat(Enumerable.Repeat("😀", 50))), 50));
        Assert.False(Cells.Fits(Utf8(new string('é', 51)), 50));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
