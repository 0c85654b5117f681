using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

public sealed class RecurrenceRowTests
{
    private static readonly RecurrenceRow Weekly = new()
    {
        TimeZone = "Europe/London", RunFrom = new LocalDate(2026, 12, 1), Occurs = "weekly", RecursEvery = 2, Weekdays = [4, 1],
        DailyFrequency = "once_at", AtHour = 9,
    };

    [Fact]
    public void The_sentence_is_the_one_of_the_specification() =>
        Assert.Equal(
            "Every 2 weeks on Monday and Thursday at 09:00, Europe/London, from 1 December 2026", Weekly.ToRecurrence().Describe());

    [Theory]
    [InlineData("daily", 1, null, null, "Every day")]
    [InlineData("daily", 3, null, null, "Every 3 days")]
    [InlineData("monthly_specific_day", 1, 31, null, "Every month on the 31st")]
    [InlineData("monthly_specific_day", 2, 12, null, "Every 2 months on the 12th")]
    [InlineData("monthly_specific_day", 1, 23, null, "Every month on the 23rd")]
    [InlineData("monthly_specific_day", 1, -1, null, "Every month on the last day")]
    [InlineData("monthly", 1, null, 1, "Every month on the first Tuesday")]
    [InlineData("monthly", 6, null, -1, "Every 6 months on the last Tuesday")]
    public void Each_way_to_recur_has_its_words(string occurs, int every, int? dayOfMonth, int? weekOfMonth, string words) =>
        Assert.StartsWith(
            words + " at 09:00, ",
            (Weekly with
            {
                Occurs = occurs,
                RecursEvery = every,
                DayOfMonth = dayOfMonth,
                WeekOfMonth = weekOfMonth,
                Weekdays = [2],
            }).ToRecurrence().Describe(),
            StringComparison.Ordinal);

    [Fact]
    public void Each_daily_frequency_has_its_words()
    {
        Assert.Contains(
            " before 08:00, ", (Weekly with { DailyFrequency = "before_8", Before8Minute = 300 }).ToRecurrence().Describe(),
            StringComparison.Ordinal);
        Assert.Contains(
            " every 2 hours from 09:00 to 17:00, ",
            (Weekly with { DailyFrequency = "every", EveryHours = 2, StartHour = 9, EndHour = 17 }).ToRecurrence().Describe(),
            StringComparison.Ordinal);
        Assert.Contains(
            " every hour from 00:00 to 23:00, ",
            (Weekly with { DailyFrequency = "every", EveryHours = 1, StartHour = 0, EndHour = 23 }).ToRecurrence().Describe(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_is_said() =>
        Assert.EndsWith(
            ", from 1 December 2026 until 31 January 2027",
            (Weekly with { RunUntil = new LocalDate(2027, 1, 31) }).ToRecurrence().Describe(),
            StringComparison.Ordinal);

    [Fact]
    public void A_row_that_cannot_be_read_says_what_is_wrong()
    {
        Assert.Equal("No time zone is called Europe/Atlantis.", Message(Weekly with { TimeZone = "Europe/Atlantis" }));
        Assert.Equal("Daily frequency is missing.", Message(Weekly with { DailyFrequency = null }));
        Assert.Equal("Occurs is missing.", Message(Weekly with { Occurs = null }));
        Assert.Equal("Recurs every: pick at least one day of the week.", Message(Weekly with { Weekdays = null }));
        Assert.Equal("Time zone is missing.", Message(new RecurrenceRow()));
    }

    [Fact]
    public void Two_rows_of_the_same_recurrence_are_equal_whatever_the_order_of_their_days()
    {
        Assert.Equal(Weekly, Weekly with { Weekdays = [1, 4] });
        Assert.NotEqual(Weekly, Weekly with { Weekdays = [1] });
        Assert.NotEqual(Weekly, Weekly with { AtHour = 10 });
    }

    private static string Message(RecurrenceRow row) => Assert.Throws<RecurrenceException>(row.ToRecurrence).Message;
}
