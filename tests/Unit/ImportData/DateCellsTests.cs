using System.Text;
using CustomerListSchedules.Features.ImportData.Reading;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Unit.ImportData;

public sealed class DateCellsTests
{
    private static readonly DateCells Reader = new(DateTimeZoneProviders.Tzdb["Europe/London"], 2026);

    [Theory]
    [InlineData("2026-12-31", null, "2026-12-31")]
    [InlineData("2024-02-29", null, "2024-02-29")]
    [InlineData("2026/11/27", null, "2026-11-27")]
    [InlineData("20261127", null, "2026-11-27")]
    [InlineData("27-Nov-2026", null, "2026-11-27")]
    [InlineData("27 November 2026", null, "2026-11-27")]
    [InlineData("Nov 27, 2026", null, "2026-11-27")]
    [InlineData("Fri 27/11/2026", true, "2026-11-27")]
    [InlineData("27.11.2026", null, "2026-11-27")]
    [InlineData("27 novembre 2026", null, "2026-11-27")]
    [InlineData("27. Dezember 2026", null, "2026-12-27")]
    [InlineData("3 février 2026", null, "2026-02-03")]
    [InlineData("1. März 2026", null, "2026-03-01")]
    [InlineData("27 de noviembre de 2026", null, "2026-11-27")]
    [InlineData("15-okt-26", null, "2026-10-15")]
    [InlineData("1st Nov 2026", null, "2026-11-01")]
    [InlineData("27. 11. 2026", null, "2026-11-27")]
    [InlineData("02.03.2026", null, "2026-03-02")]
    [InlineData("27/11/2026", null, "2026-11-27")]
    [InlineData("11/27/2026", null, "2026-11-27")]
    [InlineData("03/04/2026", null, null)]
    [InlineData("03/04/2026", true, "2026-04-03")]
    [InlineData("03/04/2026", false, "2026-03-04")]
    [InlineData("31/12/2026", false, null)]
    [InlineData("12/31/2026", true, null)]
    [InlineData("1/2/26", true, "2026-02-01")]
    [InlineData("27/11/80", true, "1980-11-27")]
    [InlineData("1980-01-02 00:00:00", null, "1980-01-02")]
    [InlineData("1980-01-02T00:00:00.000Z", null, "1980-01-02")]
    [InlineData("1980-01-02 09:30", null, null)]
    [InlineData("2026-02-29", null, null)]
    [InlineData("2026-13-01", null, null)]
    [InlineData("2026-12-31x", null, null)]
    [InlineData("26-12-31", null, null)]
    [InlineData("1/2.2026", true, null)]
    [InlineData("1700-01-01", null, null)]
    [InlineData("01/01/0001", true, null)]
    [InlineData("0000-00-00", null, null)]
    [InlineData("46353", null, null)]
    [InlineData("1764271800", null, null)]
    public void Dates(string text, bool? dayFirst, string? date) =>
        Assert.Equal(date, Reader.TryDate(Utf8(text), dayFirst, out var read) ? LocalDatePattern.Iso.Format(read) : null);

    [Theory]
    [InlineData("27/11/46", "1946-11-27")]
    [InlineData("27/11/26", "2026-11-27")]
    [InlineData("27/11/27", "1927-11-27")]
    public void Nobody_is_born_after_this_year(string text, string date) =>
        Assert.Equal(
            date, Reader.TryDate(Utf8(text), true, out var read, birth: true) ? LocalDatePattern.Iso.Format(read) : null);

    [Theory]
    [InlineData("2026-07-01 19:30", "2026-07-01T18:30:00Z")]
    [InlineData("2026-12-01T19:30:15", "2026-12-01T19:30:15Z")]
    [InlineData("2026-12-01", "2026-12-01T00:00:00Z")]
    [InlineData("2026-07-01T19:30:00.123Z", "2026-07-01T19:30:00Z")]
    [InlineData("2026-11-27T19:30:00.000+0000", "2026-11-27T19:30:00Z")]
    [InlineData("2026-11-27 19:30:00.000000+00:00", "2026-11-27T19:30:00Z")]
    [InlineData("2026-11-27 19:30:00 GMT", "2026-11-27T19:30:00Z")]
    [InlineData("2026-07-01 19:30 +02:00", "2026-07-01T17:30:00Z")]
    [InlineData("2026-07-01 19:30-0500", "2026-07-02T00:30:00Z")]
    [InlineData("27/11/2026 9:05", "2026-11-27T09:05:00Z")]
    [InlineData("27/11/2026 7:30 PM", "2026-11-27T19:30:00Z")]
    [InlineData("27/11/2026 07:30 pm", "2026-11-27T19:30:00Z")]
    [InlineData("27/11/2026 12:00 am", "2026-11-27T00:00:00Z")]
    [InlineData("27.11.2026, 19:30", "2026-11-27T19:30:00Z")]
    [InlineData("27/11/2026T19:30", "2026-11-27T19:30:00Z")]
    // The spring gap moves forward; of the autumn overlap it is the first pass.
    [InlineData("2026-03-29 01:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25 01:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-12-01 24:00", null)]
    [InlineData("2026-12-01 19:30 pm", null)]
    [InlineData("2026-12-01 13:30 am", null)]
    [InlineData("2026-12-01 19:30:", null)]
    [InlineData("2026-12-01 19:30 Europe/London", null)]
    public void Instants(string text, string? instant) =>
        Assert.Equal(instant, Reader.TryInstant(Utf8(text), true, out var read) ? InstantPattern.General.Format(read) : null);

    [Theory]
    [InlineData("2026-12-12", "19:30", "2026-12-12T19:30:00Z")]
    [InlineData("13/12/2026", "9:05 pm", "2026-12-13T21:05:00Z")]
    [InlineData("2026-12-12", "", "2026-12-12T00:00:00Z")]
    [InlineData("2026-12-12 19:30", "19:30", null)]
    [InlineData("2026-12-12", "half past", null)]
    public void A_time_beside_its_date_is_joined_to_it(string date, string time, string? instant) =>
        Assert.Equal(
            instant,
            Reader.TryInstant(Utf8(date), Utf8(time), true, out var read) ? InstantPattern.General.Format(read) : null);

    [Fact]
    public void A_date_is_read_back_however_it_is_written() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 146_000), Gen.Elements("uuuu-MM-dd", "uuuu/M/d", "d MMM uuuu", "d.M.uuuu", "d/M/uuuu", "MMMM d, uuuu"))
            .ToArbitrary(),
        written =>
        {
            var (days, pattern) = written;
            var date = new LocalDate(1800, 1, 1).PlusDays(days);
            var text = LocalDatePattern.CreateWithInvariantCulture(pattern).Format(date);
            Assert.True(Reader.TryDate(Utf8(text), true, out var read), text);
            Assert.Equal(date, read);
        }).QuickCheckThrowOnFailure();

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
