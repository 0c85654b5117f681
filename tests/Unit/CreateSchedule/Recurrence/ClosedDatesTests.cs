using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

public sealed class ClosedDatesTests
{
    private static readonly RecurrenceRow Daily = new()
    {
        TimeZone = "Europe/London", RunFrom = new LocalDate(2026, 12, 1), Occurs = "daily", RecursEvery = 1, DailyFrequency = "once_at",
        AtHour = 9,
    };

    [Theory]
    [InlineData("24/12/2026 to 2/1/2027", "2026-12-24 to 2027-01-02")]
    [InlineData("  25.12.2026\r\n1 Jan 2027; 6 January 2027,2027-01-08", "2026-12-25\n2027-01-01\n2027-01-06\n2027-01-08")]
    [InlineData("2026-12-24 - 2026-12-26\n26/12/2026 UNTIL 28/12/2026", "2026-12-24 to 2026-12-28")]
    [InlineData("1/1/2027–3/1/2027\n4/1/2027", "2027-01-01 to 2027-01-04")]
    [InlineData("3/1/2027\n1/1/2027", "2027-01-01\n2027-01-03")]
    [InlineData(" \n ", null)]
    public void Dates_and_ranges_are_read_as_people_type_them_and_those_that_touch_become_one(string typed, string? stored)
    {
        var dates = ClosedDates.Parse(typed);
        Assert.Equal(stored, dates.Stored());
        Assert.Equal(stored, ClosedDates.Read(stored).Stored());
        Assert.Equal(stored, ClosedDates.Parse(dates.Typed()).Stored());
    }

    [Theory]
    [InlineData("12/24/2026", "“12/24/2026” is no date.")]
    [InlineData("24/12/26", "“24/12/26” is no date.")]
    [InlineData("1/1/2027 to 2/1/2027 to 3/1/2027", "is no date.")]
    [InlineData("to", "“to” is no date.")]
    [InlineData("2/1/2027 to 24/12/2026", "“2/1/2027 to 24/12/2026” ends before it begins.")]
    [InlineData("1/1/9999", "“1/1/9999” is no date.")]
    public void What_is_no_date_is_named(string typed, string words)
    {
        var refused = Assert.Throws<RecurrenceException>(() => ClosedDates.Parse("25/12/2026\n" + typed));
        Assert.Equal(RecurrencePart.NotOn, refused.Part);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_dates_and_a_line_that_is_a_book_are_refused_in_short()
    {
        var many = string.Join('\n', Enumerable.Range(0, 201).Select(day => new LocalDate(2026, 1, 1).PlusDays(2 * day)));
        Assert.Equal("Enter at most 200 dates and ranges.", Assert.Throws<RecurrenceException>(() => ClosedDates.Parse(many)).Message);
        Assert.True(Assert.Throws<RecurrenceException>(() => ClosedDates.Parse(new string('x', 8000))).Message.Length < 250);
    }

    [Fact]
    public void The_sentence_says_the_first_three_and_that_there_are_closures()
    {
        Assert.Equal(
            "Every day at 09:00, Europe/London, from 1 December 2026, not on 24 December 2026 to 2 January 2027 or the venue's closures",
            (Daily with { NotOn = "2026-12-24 to 2027-01-02", Closures = "2027-03-01" }).ToRecurrence().Describe());
        Assert.EndsWith(
            ", not on 1 January 2027, 3 January 2027, 5 January 2027 or 2 more",
            (Daily with { NotOn = "2027-01-01\n2027-01-03\n2027-01-05\n2027-01-07\n2027-01-09" }).ToRecurrence().Describe(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_whose_every_day_is_closed_can_never_occur()
    {
        var never = Daily with { RunUntil = new LocalDate(2026, 12, 31), NotOn = "2026-11-01 to 2026-12-30", Closures = "2026-12-31" };
        Assert.Equal(RecurrencePart.NotOn, Assert.Throws<RecurrenceException>(never.ToRecurrence).Part);
        Assert.Equal(
            Instant.FromUtc(2026, 12, 31, 9, 0),
            (never with { Closures = null }).ToRecurrence().NextAfter(Instant.FromUtc(2026, 11, 1, 0, 0)));
    }

    [Fact]
    public void Where_midnight_does_not_exist_the_day_that_the_time_moves_to_counts_as_well()
    {
        // Samoa had no 30 December 2011.
        var apia = Daily with
        {
            TimeZone = "Pacific/Apia",
            RunFrom = new LocalDate(2011, 12, 29),
            AtHour = 10,
            NotOn = "2011-12-31",
        };
        Assert.Equal(
            [new LocalDate(2011, 12, 29), new LocalDate(2012, 1, 1)],
            apia.ToRecurrence().OccurrencesAfter(Instant.FromUtc(2011, 12, 28, 0, 0)).Take(2).Select(occurrence => occurrence.Wall.Date));
    }

    [Fact]
    public void The_occurrences_are_exactly_those_on_days_that_are_not_closed() =>
        Prop.ForAll(
            (from @case in RandomRules.Cases
             from starts in Gen.Choose(0, 200).ListOf(12)
             from lengths in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(0, 20))).ListOf(12)
             from own in Gen.Choose(0, 12)
             select (@case, starts, lengths, own)).ToArbitrary(),
            sample =>
            {
                var (row, after) = sample.@case;
                var from = after.InUtc().Date;
                var dates = sample.starts.Zip(
                    sample.lengths, (start, length) => (First: from.PlusDays(start), Last: from.PlusDays(start + length))).ToList();
                RecurrencePattern open;
                try
                {
                    open = row.ToRecurrence();
                }
                catch (RecurrenceException)
                {
                    return true;
                }

                var wanted = open.OccurrencesAfter(after).TakeWhile(occurrence => occurrence.At < after + Duration.FromDays(230))
                    .Where(occurrence => !dates.Any(day => occurrence.Wall.Date >= day.First && occurrence.Wall.Date <= day.Last))
                    .Select(occurrence => occurrence.At).ToList();
                try
                {
                    var closed = (row with
                    {
                        NotOn = ClosedDates.Of(dates.Take(sample.own)).Stored(),
                        Closures = ClosedDates.Of(dates.Skip(sample.own)).Stored(),
                    }).ToRecurrence();
                    return wanted.SequenceEqual(closed.OccurrencesAfter(after)
                        .TakeWhile(occurrence => occurrence.At < after + Duration.FromDays(230)).Select(occurrence => occurrence.At));
                }
                catch (RecurrenceException)
                {
                    return wanted.Count == 0;
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
