using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Unit.CustomerLists;

public sealed class DateMetricClockTests
{
    private static readonly DateTimeZone London = DateTimeZoneProviders.Tzdb["Europe/London"];

    // Sunday 15 November 2026, the last day of a week.
    private static readonly DateMetricClock Sunday = new(Instant.FromUtc(2026, 11, 15, 12, 0), London);

    [Theory]
    [InlineData(DateMetricKind.Today, "Sunday 15 November 2026")]
    [InlineData(DateMetricKind.Yesterday, "Saturday 14 November 2026")]
    [InlineData(DateMetricKind.Tomorrow, "Monday 16 November 2026")]
    [InlineData(DateMetricKind.ThisWeek, "Monday 9 to Sunday 15 November 2026")]
    [InlineData(DateMetricKind.LastWeek, "Monday 2 to Sunday 8 November 2026")]
    [InlineData(DateMetricKind.NextWeek, "Monday 16 to Sunday 22 November 2026")]
    [InlineData(DateMetricKind.ThisMonth, "Sunday 1 to Monday 30 November 2026")]
    [InlineData(DateMetricKind.LastMonth, "Thursday 1 to Saturday 31 October 2026")]
    [InlineData(DateMetricKind.NextMonth, "Tuesday 1 to Thursday 31 December 2026")]
    [InlineData(DateMetricKind.ThisQuarter, "Thursday 1 October to Thursday 31 December 2026")]
    [InlineData(DateMetricKind.LastQuarter, "Wednesday 1 July to Wednesday 30 September 2026")]
    [InlineData(DateMetricKind.NextQuarter, "Friday 1 January to Wednesday 31 March 2027")]
    [InlineData(DateMetricKind.ThisYear, "Thursday 1 January to Thursday 31 December 2026")]
    [InlineData(DateMetricKind.LastYear, "Wednesday 1 January to Wednesday 31 December 2025")]
    [InlineData(DateMetricKind.NextYear, "Friday 1 January to Friday 31 December 2027")]
    public void Whole_calendar_periods_are_taken_with_their_future_days(DateMetricKind kind, string words) =>
        Assert.Equal(words, Sunday.Resolve(new DateMetric(kind)).Words());

    [Fact]
    public void Last_week_is_the_previous_calendar_week_and_not_the_last_seven_days()
    {
        Assert.Equal("Monday 2 to Sunday 8 November 2026", Sunday.Resolve(new DateMetric(DateMetricKind.LastWeek)).Words());
        Assert.Equal("Sunday 8 to Saturday 14 November 2026", Sunday.Resolve(new DateMetric(DateMetricKind.LastDays, 7)).Words());
    }

    [Fact]
    public void Last_N_days_end_yesterday_and_Next_N_days_start_tomorrow()
    {
        Assert.Equal("Saturday 14 November 2026", Sunday.Resolve(new DateMetric(DateMetricKind.LastDays, 1)).Words());
        Assert.Equal("Monday 16 to Wednesday 18 November 2026", Sunday.Resolve(new DateMetric(DateMetricKind.NextDays, 3)).Words());
    }

    [Fact]
    public void Between_takes_both_its_dates_and_Before_and_After_take_neither()
    {
        var (first, second) = (new LocalDate(2026, 12, 30), new LocalDate(2027, 1, 2));
        Assert.Equal(
            "Wednesday 30 December 2026 to Saturday 2 January 2027",
            Sunday.Resolve(new DateMetric(DateMetricKind.Between, From: first, To: second)).Words());
        Assert.Equal(new DateRange(null, first), Sunday.Resolve(new DateMetric(DateMetricKind.Before, From: first)));
        Assert.Equal("after Wednesday 30 December 2026", Sunday.Resolve(new DateMetric(DateMetricKind.After, From: first)).Words());
        Assert.Equal(new DateRange(first.PlusDays(1), null), Sunday.Resolve(new DateMetric(DateMetricKind.After, From: first)));
    }

    [Theory]
    [InlineData("2026-03-28T23:59:59Z", "Saturday 28 March 2026")]
    [InlineData("2026-06-30T22:59:59Z", "Tuesday 30 June 2026")]
    [InlineData("2026-06-30T23:00:00Z", "Wednesday 1 July 2026")]
    [InlineData("2026-10-25T00:30:00Z", "Sunday 25 October 2026")]
    public void Today_is_the_venues_date_at_the_instant(string instant, string words) =>
        Assert.Equal(
            words,
            new DateMetricClock(
                NodaTime.Text.InstantPattern.General.Parse(instant).Value, London).Resolve(new DateMetric(DateMetricKind.Today)).Words());

    [Fact]
    public void A_day_begins_at_its_first_moment_where_daylight_saving_takes_midnight_away()
    {
        var havana = DateTimeZoneProviders.Tzdb["America/Havana"];
        Assert.Equal(
            Instant.FromUtc(2026, 3, 8, 5, 0),
            new DateMetricClock(Instant.FromUtc(2026, 3, 8, 12, 0), havana).StartOf(new LocalDate(2026, 3, 8)));
        Assert.Equal(
            Instant.FromUtc(2026, 3, 9, 4, 0),
            new DateMetricClock(Instant.FromUtc(2026, 3, 8, 12, 0), havana).StartOf(new LocalDate(2026, 3, 9)));
    }
}
