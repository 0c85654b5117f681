using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Pictures;

namespace CustomerListSchedules.Unit.Shared.Pictures;

/// <summary>Where the parts of pictures stand: in percent, so that nothing is stretched.</summary>
public sealed class PictureTests
{
    [Fact]
    public void A_trend_goes_from_edge_to_edge_and_its_axis_begins_at_nothing()
    {
        var trend = new Trend("Customers", "Run for", "Customers", [new("Mon", 5), new("Tue", 0), new("Wed", 10)]);

        Assert.Equal(
            [("3%", "53%", "Mon: 5"), ("50%", "97%", "Tue: 0"), ("97%", "9%", "Wed: 10")], trend.Dots());
        Assert.Equal([("3%", "53%", "50%", "97%"), ("50%", "97%", "97%", "9%")], trend.Lines());
        Assert.Equal("10 at the last, between 0 and 10", trend.Range);
    }

    [Fact]
    public void A_trend_of_one_point_or_of_nothing_but_noughts_stays_within_its_picture()
    {
        var one = new Trend("", "", "", [new("Mon", 7)]);
        Assert.Equal([("50%", "9%", "Mon: 7")], one.Dots());
        Assert.Empty(one.Lines());
        Assert.Equal("7 each time", one.Range);

        var none = new Trend("", "", "", [new("Mon", 0), new("Tue", 0)]);
        Assert.Equal(["97%", "97%"], none.Dots().Select(dot => dot.Y));
    }

    [Fact]
    public void Every_point_of_any_trend_lies_within_its_picture()
    {
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var points = Enumerable.Range(0, random.Next(1, 60)).Select(_ => new TrendPoint("", random.NextInt64(0, 2_000_000)));
            var trend = new Trend("", "", "", [.. points]);
            Assert.All(trend.Dots(), dot => Assert.All([dot.X, dot.Y], place => Assert.InRange(Percent(place), 0, 100)));
        }
    }

    [Fact]
    public void A_funnel_s_bars_are_parts_of_the_widest_and_what_is_not_known_has_none()
    {
        FunnelStage list = new("On the list", 200), opened = new("Opened", 50), none = new("Bounced", 0), unknown = new("Clicked", null);
        var funnel = new Funnel("", [list, opened, none, unknown]);

        Assert.Equal(["100%", "25%", "0%", null], new[] { list, opened, none, unknown }.Select(funnel.Width));
        Assert.Null(new Funnel("", [unknown]).Width(unknown));
        Assert.Equal("0%", new Funnel("", [none]).Width(none));
    }

    [Theory]
    [InlineData(0, 3, 0)]
    [InlineData(1, 3, 33)]
    [InlineData(1, 1000, 1)] // A little is seen.
    [InlineData(999, 1000, 99)] // And what is missing.
    [InlineData(3, 3, 100)]
    [InlineData(0, 0, 0)]
    public void A_ring_closes_only_when_everybody_has_collected(long part, long whole, long share) =>
        Assert.Equal(share, new Ring(part, whole, "").Share);

    [Fact]
    public void Bars_stand_on_each_other_within_their_share_of_the_width()
    {
        var bars = new Bars("", "Day", ["Went well", "Did not"], [new("Mon", 3, 1), new("Tue", 0, 0)]);

        Assert.Equal(
            [("7%", "25%", "36%", "75%", 0, "Mon: 3 went well"), ("7%", "0%", "36%", "25%", 1, "Mon: 1 did not")], bars.Rectangles());
    }

    [Theory]
    [InlineData(5L, 200L, "2.5 %")]
    [InlineData(0L, 200L, "0 %")]
    [InlineData(200L, 200L, "100 %")]
    [InlineData(null, 200L, null)]
    [InlineData(5L, null, null)]
    [InlineData(0L, 0L, null)]
    public void A_rate_of_nothing_or_of_what_is_not_known_is_no_rate(long? part, long? whole, string? words) =>
        Assert.Equal(words, Rate.Words(part, whole));

    private static double Percent(string text) => double.Parse(text.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);
}
