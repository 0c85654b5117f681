using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Performances;

public sealed class PerformanceRuleTests
{
    private static readonly PerformanceChoice Clay = new([new NamedId(1, "Clay Workshop")], "wheel", [new NamedId(2, "Kids")]);

    private static readonly RecurrenceRow Row = new()
    {
        TimeZone = "Europe/London",
        RunFrom = new LocalDate(2026, 12, 1),
        Occurs = RecurrenceRow.BeforePerformance,
        RecursEvery = 1,
        PerformanceOf = Clay.ToJson(),
        DailyFrequency = "hours_before",
        HoursBefore = 3,
    };

    [Theory]
    [InlineData("hours_before", 3, null, "3 hours before each performance")]
    [InlineData("hours_before", 1, null, "1 hour before each performance")]
    [InlineData("on_its_day", null, 9, "At 09:00 on the day of each performance")]
    [InlineData("day_before", null, 18, "At 18:00 on the day before each performance")]
    public void The_sentence_says_when_and_of_what(string time, int? hours, int? at, string words) => Assert.Equal(
        words + " of Clay Workshop, or of an event whose name contains “wheel”, or of an event tagged Kids, Europe/London, from "
        + "1 December 2026",
        (Row with { DailyFrequency = time, HoursBefore = hours, AtHour = at }).ToRecurrence().Describe());

    [Fact]
    public void Two_that_start_together_each_have_an_occurrence()
    {
        var at = Instant.FromUtc(2026, 12, 5, 14, 0);
        var pattern = (Row with { Performances = [Starts(2, at), Starts(1, at), Starts(3, at) with { Cancelled = true }] }).ToRecurrence();
        Assert.Equal([1, 2], pattern.OccurrencesAfter(Instant.MinValue).Select(occurrence => occurrence.Performance!.Id));
        Assert.Equal(at - Duration.FromHours(3), pattern.NextAfter(Instant.FromUtc(2026, 12, 1, 0, 0)));
    }

    [Fact]
    public void Hours_before_are_hours_that_pass_and_a_time_that_does_not_exist_moves_on()
    {
        // The clocks of London go forward at 01:00 on 28 March 2027.
        var start = Instant.FromUtc(2027, 3, 28, 2, 0);
        Assert.Equal(Instant.FromUtc(2027, 3, 27, 23, 0), Only(Row, start).At);
        var moved = Only(Row with { DailyFrequency = "on_its_day", HoursBefore = null, AtHour = 1 }, start);
        Assert.Equal((new LocalDateTime(2027, 3, 28, 2, 0), true), (moved.Wall, moved.MovedByDaylightSaving));
    }

    [Fact]
    public void Nothing_runs_on_closed_dates_outside_the_bounds_or_when_the_performance_is_over()
    {
        var start = Instant.FromUtc(2026, 12, 5, 14, 0);
        Assert.Empty(All(Row with { NotOn = "2026-12-05" }, start));
        Assert.Empty(All(Row with { Closures = "2026-12-05" }, start));
        Assert.Empty(All(Row with { RunUntil = new LocalDate(2026, 12, 4) }, start));
        Assert.Empty(All(Row with { RunFrom = new LocalDate(2026, 12, 6) }, start));
        var late = Row with { DailyFrequency = "on_its_day", HoursBefore = null, AtHour = 17 };
        Assert.Empty(All(late, start));
        Assert.Single(All(late with { AtHour = 16 }, start));
    }

    [Fact]
    public void What_is_left_out_is_said_with_why()
    {
        var now = Instant.FromUtc(2026, 12, 5, 12, 0);
        Performance[] programme =
        [
            Starts(1, now + Duration.FromHours(1)), Starts(2, now + Duration.FromDays(1)), Starts(3, now + Duration.FromDays(2)),
            Starts(4, now + Duration.FromDays(3)) with { Cancelled = true },
        ];
        var rule = (Row with { NotOn = "2026-12-06" }).ToRecurrence().BeforePerformance!;
        Assert.Equal(
            [(1, "its moment has gone"), (2, "not on that date"), (4, "cancelled")],
            LeftOut.Of(rule, programme, now).Select(one => (one.Performance.Id, one.Why)));
    }

    [Theory]
    [InlineData("""{"events":[],"tags":[]}""", RecurrencePart.Performances, "Choose events")]
    [InlineData("""{"events":[],"nameContains":" ","tags":[]}""", RecurrencePart.Performances, "Choose events")]
    [InlineData("nonsense", RecurrencePart.Performances, "cannot be read")]
    [InlineData("null", RecurrencePart.Performances, "cannot be read")]
    public void Without_events_it_cannot_be(string choice, RecurrencePart part, string words)
    {
        var refused = Assert.Throws<RecurrenceException>((Row with { PerformanceOf = choice }).ToRecurrence);
        Assert.Equal(part, refused.Part);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_of_a_day_and_hours_before_a_performance_do_not_go_together()
    {
        Assert.Equal(RecurrencePart.DailyFrequency, Part(Row with { HoursBefore = 73 }));
        Assert.Equal(RecurrencePart.DailyFrequency, Part(Row with { DailyFrequency = "once_at", AtHour = 9 }));
        Assert.Equal(RecurrencePart.DailyFrequency, Part(Row with { Occurs = "daily" }));
        Assert.Equal(RecurrencePart.DailyFrequency, Part(Row with { DailyFrequency = "day_before", AtHour = 24 }));
        Assert.Equal(
            RecurrencePart.NotOn, Part(Row with { RunUntil = new LocalDate(2026, 12, 3), NotOn = "2026-11-30 to 2026-12-04" }));

        static RecurrencePart Part(RecurrenceRow row) => Assert.Throws<RecurrenceException>(row.ToRecurrence).Part;
    }

    [Fact]
    public void An_event_that_is_called_something_else_is_the_same_choice()
    {
        var renamed = Row with { PerformanceOf = (Clay with { Events = [new NamedId(1, "Clay Days")] }).ToJson() };
        Assert.Equal(Row, renamed);
        Assert.NotEqual(Row, Row with { PerformanceOf = (Clay with { Events = [new NamedId(3, "Clay Workshop")] }).ToJson() });
        Assert.NotEqual(Row, Row with { HoursBefore = 4 });
    }

    private static Performance Starts(long id, Instant at) => new(id, "Clay Workshop", at, at + Duration.FromHours(3), false);

    private static IEnumerable<Occurrence> All(RecurrenceRow row, Instant start) =>
        (row with { Performances = [Starts(1, start)] }).ToRecurrence().OccurrencesAfter(Instant.MinValue);

    private static Occurrence Only(RecurrenceRow row, Instant start) => Assert.Single(All(row, start));
}
