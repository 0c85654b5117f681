using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

public sealed class RecurrenceMonthTests
{
    private static readonly RecurrenceRow Daily = new()
    {
        TimeZone = "Europe/London", RunFrom = new LocalDate(2026, 11, 1), Occurs = "daily", RecursEvery = 1, DailyFrequency = "once_at",
        AtHour = 9,
    };

    private static readonly RecurrenceRow Hourly = Daily with { DailyFrequency = "every", EveryHours = 1, StartHour = 0, EndHour = 23 };

    [Fact]
    public void Every_occurrence_of_three_months_is_on_its_day_and_nothing_else() =>
        Prop.ForAll(RandomRules.Cases.ToArbitrary(), @case =>
        {
            RecurrencePattern recurrence;
            try
            {
                recurrence = @case.Row.ToRecurrence();
            }
            catch (RecurrenceException)
            {
                return true;
            }

            if (recurrence.NextAfter(@case.After) is not { } next)
            {
                return RecurrenceMonth.Of(recurrence, null, @case.After) is null;
            }

            var first = next.InZone(recurrence.Zone).Date.ToYearMonth();
            return Enumerable.Range(0, 3).All(months => Agrees(recurrence, first.PlusMonths(months), @case.After));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_nights_that_the_clocks_change_and_the_end_of_a_year_lose_and_double_nothing()
    {
        var december = Month(Hourly, "2026-12", Instant.FromUtc(2026, 11, 1, 0, 0));
        Assert.Equal(24, december.On(new LocalDate(2026, 12, 31)));
        Assert.Equal(31 * 24, december.Total);

        // Of the hours from 01:00 to 02:00 there is none in March; in October there are two, and it runs in the first.
        var march = Month(Hourly, "2027-03", Instant.FromUtc(2026, 11, 1, 0, 0));
        Assert.Equal((24, 23, 24), (march.On(new(2027, 3, 27)), march.On(new(2027, 3, 28)), march.On(new(2027, 3, 29))));
        Assert.Equal(24, Month(Hourly, "2027-10", Instant.FromUtc(2026, 11, 1, 0, 0)).On(new LocalDate(2027, 10, 31)));

        // Midnight of 4 November 2018 does not exist in São Paulo.
        var moved = Daily with { TimeZone = "America/Sao_Paulo", RunFrom = new LocalDate(2018, 11, 1), AtHour = 0 };
        Assert.Equal(30, Month(moved, "2018-11", Instant.FromUtc(2018, 10, 1, 0, 0)).Total);
    }

    [Fact]
    public void A_month_is_shown_in_weeks_from_Monday()
    {
        var weeks = Month(Daily, "2027-01", Instant.FromUtc(2026, 11, 1, 0, 0)).Weeks();
        Assert.Equal([null, null, null, null, new(2027, 1, 1), new(2027, 1, 2), new LocalDate(2027, 1, 3)], weeks[0]);
        Assert.Equal(new LocalDate(2027, 1, 31), weeks[^1][6]);
        Assert.Equal(5, weeks.Count);
        Assert.All(weeks, week => Assert.Equal(7, week.Count));
    }

    [Fact]
    public void The_first_month_is_that_of_the_next_occurrence_and_the_last_the_one_that_holds_the_end()
    {
        var until = Daily with { RunFrom = new LocalDate(2026, 12, 30), RunUntil = new LocalDate(2027, 1, 2) };
        var now = Instant.FromUtc(2026, 11, 28, 12, 0);
        var first = RecurrenceMonth.Of(until.ToRecurrence(), null, now)!;
        Assert.Equal(("2026-12", 2, false, true), (Key(first), first.Total, first.HasEarlier, first.HasLater));
        var last = Month(until, "2027-01", now);
        Assert.Equal(("2027-01", 2, true, false), (Key(last), last.Total, last.HasEarlier, last.HasLater));
        Assert.Null(RecurrenceMonth.Of(until.ToRecurrence(), null, Instant.FromUtc(2027, 1, 3, 0, 0)));
    }

    [Theory]
    [InlineData("1999-01")]
    [InlineData("9998-12")]
    [InlineData("2026-13")]
    [InlineData("soon")]
    [InlineData(null)]
    public void A_month_that_has_gone_or_is_none_is_the_nearest(string? asked)
    {
        var recurrence = Daily.ToRecurrence();
        var month = RecurrenceMonth.Of(recurrence, MonthWords.Read(asked), Instant.FromUtc(2026, 11, 10, 12, 0))!;
        Assert.Equal(("2026-11", 20), (Key(month), month.Total));
    }

    [Fact]
    public void The_offset_is_shown_at_first_and_where_it_changes()
    {
        var lines = OccurrenceLine.Of([.. Daily.ToRecurrence().OccurrencesAfter(Instant.FromUtc(2027, 3, 26, 12, 0)).Take(4)]);
        Assert.Equal([true, true, false, false], lines.Select(line => line.ShowsOffset));
        Assert.Empty(OccurrenceLine.Of([]));
    }

    [Fact]
    public void A_window_over_midnight_is_explained_with_what_to_do_instead()
    {
        var refused = Assert.Throws<RecurrenceException>(() => (Hourly with
        {
            EveryHours = 2,
            StartHour = 22,
            EndHour = 2,
        }).ToRecurrence());
        Assert.Equal(RecurrencePart.DailyFrequency, refused.Part);
        Assert.Equal(
            "22:00 to 02:00 goes over midnight, and the times of a day end at 23:00. Choose 22:00 to 23:00 here, and add a second schedule "
            + "that runs from 00:00 to 02:00.",
            refused.Message);
    }

    private static bool Agrees(RecurrencePattern recurrence, YearMonth month, Instant now)
    {
        var shown = RecurrenceMonth.Of(recurrence, month, now)!;
        var end = month.OnDayOfMonth(1).PlusMonths(2).AtMidnight().InUtc().ToInstant();
        var days = recurrence.OccurrencesAfter(now).TakeWhile(occurrence => occurrence.At < end)
            .Where(occurrence => occurrence.Wall.Date.ToYearMonth() == month).Select(occurrence => occurrence.Wall.Date).ToList();
        return shown.Month == month && shown.Total == days.Count
            && shown.Weeks().SelectMany(week => week).Where(day => day is not null)
                .All(day => shown.On(day!.Value) == days.Count(other => other == day));
    }

    private static RecurrenceMonth Month(RecurrenceRow row, string key, Instant now) =>
        RecurrenceMonth.Of(row.ToRecurrence(), MonthWords.Read(key), now)!;

    private static string Key(RecurrenceMonth month) => MonthWords.Key(month.Month.OnDayOfMonth(1));
}
