using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

public sealed class RecurrencePropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    [Fact]
    public void Occurrences_come_in_order_and_later_than_asked() => Check((recurrence, after) =>
        recurrence.OccurrencesAfter(after).Take(30).Select(
            occurrence => occurrence.At).Prepend(after).Pairs().All(pair => pair.First < pair.Second));

    [Fact]
    public void Every_occurrence_shows_its_own_wall_time_and_offset() => Check((recurrence, after) =>
        recurrence.OccurrencesAfter(after).Take(30).All(occurrence =>
            occurrence.At.InZone(recurrence.Zone) is var zoned
                && zoned.LocalDateTime == occurrence.Wall
                && zoned.Offset == occurrence.Offset));

    [Fact]
    public void Asking_from_anywhere_between_two_occurrences_gives_the_second() => Check((recurrence, after) =>
        recurrence.OccurrencesAfter(after).Take(10).Select(occurrence => occurrence.At).ToList().Pairs().All(pair =>
            recurrence.NextAfter(pair.First) == pair.Second
            && recurrence.NextAfter(pair.First + ((pair.Second - pair.First) / 2)) == pair.Second
            && recurrence.NextAfter(pair.Second - Duration.Epsilon) == pair.Second));

    [Fact]
    public void Exactly_the_days_and_hours_of_the_rule_are_met() => Check((recurrence, after) =>
    {
        var last = after + Duration.FromDays(70);
        return recurrence.OccurrencesAfter(after).TakeWhile(occurrence => occurrence.At <= last).Select(occurrence => occurrence.At)
            .SequenceEqual(WalkTheCalendar(recurrence, after, last));
    });

    [Fact]
    public void Only_times_that_do_not_exist_are_marked_as_moved() => Check((recurrence, after) =>
        recurrence.OccurrencesAfter(after).Take(60).All(occurrence =>
            occurrence.MovedByDaylightSaving != Times(recurrence.DailyFrequency).Contains(occurrence.Wall.TimeOfDay)
            || recurrence.Zone.GetZoneInterval(occurrence.At).Start > occurrence.At - Duration.FromHours(3)));

    [Fact]
    public void The_sentence_names_zone_and_start() => Check((recurrence, _) =>
        recurrence.Describe() is var words && words.StartsWith("Every ", StringComparison.Ordinal)
        && words.Contains($", {recurrence.Zone.Id}, from {recurrence.RunFrom:d MMMM uuuu}", StringComparison.Ordinal)
        && words.Contains(" until ", StringComparison.Ordinal) == (recurrence.RunUntil is not null));

    private static void Check(Func<RecurrencePattern, Instant, bool> holds) =>
        Prop.ForAll(RandomRules.Cases.ToArbitrary(), @case =>
        {
            try
            {
                return holds(@case.Row.ToRecurrence(), @case.After);
            }
            catch (RecurrenceException)
            {
                return true;
            }
        }).Check(Many);

    // The rule again, without RFC 5545: every day is asked whether it belongs.
    private static IEnumerable<Instant> WalkTheCalendar(RecurrencePattern recurrence, Instant after, Instant last) =>
        from day in Enumerable.Range(-2, 76).Select(after.InZone(recurrence.Zone).Date.PlusDays)
        where day >= recurrence.RunFrom && (recurrence.RunUntil is not { } until || day <= until) && IsDay(recurrence, day)
        from time in Times(recurrence.DailyFrequency)
        let at = (day + time).InZoneLeniently(recurrence.Zone).ToInstant()
        where at > after && at <= last
        group at by at into once
        orderby once.Key
        select once.Key;

    private static bool IsDay(RecurrencePattern recurrence, LocalDate day) => recurrence.Occurs switch
    {
        Occurs.Daily daily => Period.DaysBetween(recurrence.RunFrom, day) % daily.Days == 0,
        Occurs.Weekly weekly => weekly.Weekdays.Contains(day.DayOfWeek)
            && Period.DaysBetween(Monday(recurrence.RunFrom), Monday(day)) / 7 % weekly.Weeks == 0,
        Occurs.MonthlySpecificDay monthly => Months(recurrence.RunFrom, day) % monthly.Months == 0
            && day.Day == (monthly.Day == Occurs.Last ? DaysIn(day) : monthly.Day),
        Occurs.Monthly monthly => Months(recurrence.RunFrom, day) % monthly.Months == 0 && day.DayOfWeek == monthly.Weekday
            && (monthly.Week == Occurs.Last ? day.Day > DaysIn(day) - 7 : (day.Day + 6) / 7 == monthly.Week),
        _ => false,
    };

    private static List<LocalTime> Times(DailyFrequency frequency) => frequency switch
    {
        DailyFrequency.Before8 before8 => [LocalTime.Midnight.PlusMinutes(before8.Minute)],
        DailyFrequency.OnceAt once => [new LocalTime(once.Hour, 0)],
        DailyFrequency.Every every => [.. Enumerable.Range(0, 24)
            .Where(hour => hour >= every.StartHour && hour <= every.EndHour && (hour - every.StartHour) % every.Hours == 0)
            .Select(hour => new LocalTime(hour, 0))],
        _ => [],
    };

    private static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);

    private static int Months(LocalDate from, LocalDate to) => ((to.Year - from.Year) * 12) + to.Month - from.Month;

    private static int DaysIn(LocalDate day) => CalendarSystem.Iso.GetDaysInMonth(day.Year, day.Month);
}

internal static class Sequences
{
    public static IEnumerable<(T First, T Second)> Pairs<T>(this IEnumerable<T> items)
    {
        var list = items.ToList();
        return list.Zip(list.Skip(1));
    }
}
