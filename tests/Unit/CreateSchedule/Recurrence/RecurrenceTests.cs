using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;
using NodaTime.Text;
using Every = CustomerListSchedules.Features.CreateSchedule.Recurrence.DailyFrequency.Every;
using OnceAt = CustomerListSchedules.Features.CreateSchedule.Recurrence.DailyFrequency.OnceAt;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

public sealed class RecurrenceTests
{
    private const string London = "Europe/London";
    private static readonly Occurs Daily = new Occurs.Daily(1);

    [Fact]
    public void Day_31_skips_the_months_without_it() =>
        Expect(Of(London, "2027-01-01", null, new Occurs.MonthlySpecificDay(31, 1), new OnceAt(9)), "2027-01-01T00:00:00Z",
            "2027-01-31T09:00+00", "2027-03-31T09:00+01", "2027-05-31T09:00+01", "2027-07-31T09:00+01", "2027-08-31T09:00+01");

    [Fact]
    public void A_month_end_schedule_runs_on_the_last_day_of_February() =>
        Expect(Of(London, "2028-01-15", null, new Occurs.MonthlySpecificDay(Occurs.Last, 1), new OnceAt(9)), "2028-01-01T00:00:00Z",
            "2028-01-31T09:00+00", "2028-02-29T09:00+00", "2028-03-31T09:00+01");

    [Fact]
    public void Every_three_months_counts_from_the_month_of_run_from_even_when_its_day_has_passed() =>
        Expect(Of(London, "2027-01-31", null, new Occurs.MonthlySpecificDay(15, 3), new OnceAt(9)), "2027-01-01T00:00:00Z",
            "2027-04-15T09:00+01", "2027-07-15T09:00+01", "2027-10-15T09:00+01", "2028-01-15T09:00+00");

    [Fact]
    public void The_last_Friday_is_the_fifth_where_a_month_has_five() =>
        Expect(
            Of(London, "2027-01-01", null, new Occurs.Monthly(Occurs.Last, IsoDayOfWeek.Friday, 1), new OnceAt(17)), "2027-01-01T00:00:00Z",
                "2027-01-29T17:00+00", "2027-02-26T17:00+00", "2027-03-26T17:00+00", "2027-04-30T17:00+01");

    [Fact]
    public void Every_two_weeks_counts_from_the_week_that_holds_run_from() =>
        // Run from is a Thursday: its Monday has passed, and the next week is left out.
        Expect(
            Of(London, "2026-12-03", null, new Occurs.Weekly([IsoDayOfWeek.Thursday, IsoDayOfWeek.Monday], 2), new OnceAt(9)),
            "2026-11-01T00:00:00Z",
                "2026-12-03T09:00+00", "2026-12-14T09:00+00", "2026-12-17T09:00+00", "2026-12-28T09:00+00");

    [Fact]
    public void Weeks_start_on_Monday() =>
        // Run from is a Sunday, the last day of its week.
        Expect(
            Of(London, "2026-12-06", null, new Occurs.Weekly([IsoDayOfWeek.Sunday, IsoDayOfWeek.Monday], 2), new OnceAt(0)),
            "2026-11-01T00:00:00Z",
                "2026-12-06T00:00+00", "2026-12-14T00:00+00", "2026-12-20T00:00+00", "2026-12-28T00:00+00");

    [Fact]
    public void Run_from_and_run_until_are_included() =>
        Expect(Of(London, "2026-12-01", "2026-12-03", Daily, new Every(12, 0, 23)), "2026-01-01T00:00:00Z",
            "2026-12-01T00:00+00", "2026-12-01T12:00+00", "2026-12-02T00:00+00", "2026-12-02T12:00+00", "2026-12-03T00:00+00",
            "2026-12-03T12:00+00", null);

    [Fact]
    public void Every_third_day_counts_from_run_from() =>
        Expect(Of(London, "2026-12-30", null, new Occurs.Daily(3), new OnceAt(23)), "2026-12-30T23:00:00Z",
            "2027-01-02T23:00+00", "2027-01-05T23:00+00");

    [Fact]
    public void An_hourly_window_includes_its_start_and_its_end() =>
        Expect(Of(London, "2026-12-01", null, Daily, new Every(4, 9, 17)), "2026-12-01T00:00:00Z",
            "2026-12-01T09:00+00", "2026-12-01T13:00+00", "2026-12-01T17:00+00", "2026-12-02T09:00+00");

    [Fact]
    public void An_hourly_window_ends_before_an_end_that_it_does_not_meet() =>
        Expect(Of(London, "2026-12-01", null, Daily, new Every(5, 9, 18)), "2026-12-01T00:00:00Z",
            "2026-12-01T09:00+00", "2026-12-01T14:00+00", "2026-12-02T09:00+00");

    [Fact]
    public void Before_8_keeps_the_minute_that_was_picked() =>
        Expect(
            Of(London, "2026-12-01", null, Daily, new DailyFrequency.Before8(437)), "2026-12-01T00:00:00Z", "2026-12-01T07:17+00",
            "2026-12-02T07:17+00");

    [Fact]
    public void London_springs_forward_and_01_00_runs_at_02_00() =>
        Expect(Of(London, "2027-03-27", null, Daily, new OnceAt(1)), "2027-03-27T00:00:00Z",
            "2027-03-27T01:00+00", "2027-03-28T02:00+01 moved", "2027-03-29T01:00+01");

    [Fact]
    public void London_falls_back_and_01_00_runs_once_at_the_first_pass() =>
        Expect(Of(London, "2027-10-30", null, Daily, new OnceAt(1)), "2027-10-29T00:00:00Z",
            "2027-10-30T01:00+01", "2027-10-31T01:00+01", "2027-11-01T01:00+00");

    [Fact]
    public void Wall_times_that_land_on_one_instant_are_one_occurrence() =>
        Expect(Of(London, "2027-03-28", null, Daily, new Every(1, 0, 3)), "2027-03-27T12:00:00Z",
            "2027-03-28T00:00+00", "2027-03-28T02:00+01", "2027-03-28T03:00+01", "2027-03-29T00:00+01");

    [Fact]
    public void Dublins_negative_daylight_saving_is_followed_both_ways()
    {
        Expect(Of("Europe/Dublin", "2027-03-27", null, Daily, new OnceAt(1)), "2027-03-27T00:00:00Z",
            "2027-03-27T01:00+00", "2027-03-28T02:00+01 moved", "2027-03-29T01:00+01");
        Expect(Of("Europe/Dublin", "2027-10-30", null, Daily, new Every(1, 0, 2)), "2027-10-30T12:00:00Z",
            "2027-10-31T00:00+01", "2027-10-31T01:00+01", "2027-10-31T02:00+00", "2027-11-01T00:00+00");
    }

    [Fact]
    public void New_York_springs_forward_at_02_00_and_falls_back_at_02_00()
    {
        Expect(Of("America/New_York", "2027-03-13", null, Daily, new OnceAt(2)), "2027-03-13T00:00:00Z",
            "2027-03-13T02:00-05", "2027-03-14T03:00-04 moved", "2027-03-15T02:00-04");
        Expect(Of("America/New_York", "2027-11-07", null, Daily, new Every(1, 0, 3)), "2027-11-07T00:00:00Z",
            "2027-11-07T00:00-04", "2027-11-07T01:00-04", "2027-11-07T02:00-05", "2027-11-07T03:00-05");
    }

    [Fact]
    public void Lord_Howe_moves_by_half_an_hour()
    {
        Expect(Of("Australia/Lord_Howe", "2027-10-02", null, Daily, new Every(1, 1, 3)), "2027-10-02T12:00:00Z",
            "2027-10-03T01:00+10:30", "2027-10-03T02:30+11 moved", "2027-10-03T03:00+11");
        Expect(Of("Australia/Lord_Howe", "2027-04-03", null, Daily, new Every(1, 1, 2)), "2027-04-03T12:00:00Z",
            "2027-04-04T01:00+11", "2027-04-04T02:00+10:30", "2027-04-05T01:00+10:30");
    }

    [Fact]
    public void A_day_that_a_zone_left_out_lands_on_the_next() =>
        // Samoa had no 30 December 2011, a Friday.
        Expect(Of("Pacific/Apia", "2011-12-23", null, new Occurs.Weekly([IsoDayOfWeek.Friday], 1), new OnceAt(9)), "2011-12-30T12:00:00Z",
            "2011-12-31T09:00+14 moved", "2012-01-06T09:00+14");

    [Fact]
    public void A_moved_occurrence_is_found_from_an_instant_just_before_it()
    {
        var recurrence = Of(London, "2027-03-28", "2027-03-28", Daily, new OnceAt(1));
        var at = Instant.FromUtc(2027, 3, 28, 1, 0);
        Assert.Equal(at, recurrence.NextAfter(at - Duration.FromNanoseconds(1)));
        Assert.Null(recurrence.NextAfter(at));
    }

    [Fact]
    public void The_29th_of_February_comes_in_leap_years_and_after_2100_eight_years_later() =>
        Expect(Of(London, "2096-02-01", null, new Occurs.MonthlySpecificDay(29, 12), new OnceAt(9)), "2096-01-01T00:00:00Z",
            "2096-02-29T09:00+00", "2104-02-29T09:00+00");

    [Fact]
    public void A_rule_that_can_never_occur_is_refused_in_words()
    {
        var never = Assert.Throws<RecurrenceException>(() => Of(
            London, "2027-02-01", null, new Occurs.MonthlySpecificDay(30, 12), new OnceAt(9)));
        Assert.Equal("This would never run: no month that it counts from 1 February 2027 has such a day.", never.Message);

        var tooShort = Assert.Throws<RecurrenceException>(
            () => Of(London, "2026-12-01", "2026-12-02", new Occurs.Weekly([IsoDayOfWeek.Monday], 1), new OnceAt(9)));
        Assert.Equal("This would never run: no such day falls from 1 December 2026 to 2 December 2026.", tooShort.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void A_number_of_days_out_of_range_is_refused(int days) =>
        Assert.Throws<RecurrenceException>(() => Of(London, "2026-12-01", null, new Occurs.Daily(days), new OnceAt(9)));

    [Fact]
    public void An_end_before_the_start_is_refused()
    {
        Assert.Throws<RecurrenceException>(() => Of(London, "2026-12-01", null, Daily, new Every(1, 10, 9)));
        Assert.Throws<RecurrenceException>(() => Of(London, "2026-12-02", "2026-12-01", Daily, new OnceAt(9)));
    }

    private static RecurrencePattern Of(string zone, string from, string? until, Occurs occurs, DailyFrequency frequency) =>
        new(DateTimeZoneProviders.Tzdb[zone], Date(from), until is null ? null : Date(until), occurs, frequency);

    private static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;

    private static void Expect(RecurrencePattern recurrence, string after, params string?[] expected)
    {
        var pattern = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<g>");
        var found = recurrence.OccurrencesAfter(InstantPattern.ExtendedIso.Parse(after).Value).Take(expected.Length)
            .Select(occurrence => pattern.Format(occurrence.Wall.WithOffset(occurrence.Offset))
            + (occurrence.MovedByDaylightSaving ? " moved" : ""));
        Assert.Equal(expected.Where(text => text is not null), found);
    }
}
