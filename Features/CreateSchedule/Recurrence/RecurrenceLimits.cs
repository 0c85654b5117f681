using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>The ranges of docs/what-it-does.md, Recurrence.</summary>
internal static class RecurrenceLimits
{
    public static void Check(LocalDate runFrom, LocalDate? runUntil, Occurs occurs, DailyFrequency dailyFrequency)
    {
        Require(RecurrencePart.RunFrom, runFrom.Year is >= 1900 and <= 9000, "Run from is too far away.");
        Require(RecurrencePart.RunUntil, runUntil is null || runUntil >= runFrom, "Run until is before Run from.");
        Require(RecurrencePart.RunUntil, runUntil is null or { Year: <= 9500 }, "Run until is too far away.");
        switch (occurs)
        {
            case Occurs.Daily daily:
                Require(RecurrencePart.RecursEvery, daily.Days is >= 1 and <= 31, "Recurs every: pick from 1 to 31 days.");
                break;
            case Occurs.MonthlySpecificDay monthly:
                Require(
                    RecurrencePart.RecursEvery, monthly.Day is (>= 1 and <= 31) or Occurs.Last, "Recurs every: pick a day of the month.");
                Require(RecurrencePart.RecursEvery, monthly.Months is >= 1 and <= 12, "Recurs every: pick from 1 to 12 months.");
                break;
            case Occurs.Weekly weekly:
                Require(
                    RecurrencePart.RecursEvery, weekly.Weekdays.Count > 0 && weekly.Weekdays.All(IsDay),
                    "Recurs every: pick at least one day of the week.");
                Require(RecurrencePart.RecursEvery, weekly.Weeks is >= 1 and <= 52, "Recurs every: pick from 1 to 52 weeks.");
                break;
            case Occurs.Monthly monthly:
                Require(
                    RecurrencePart.RecursEvery, monthly.Week is (>= 1 and <= 4) or Occurs.Last,
                    "Recurs every: pick first, second, third, fourth or last.");
                Require(RecurrencePart.RecursEvery, IsDay(monthly.Weekday), "Recurs every: pick a day of the week.");
                Require(RecurrencePart.RecursEvery, monthly.Months is >= 1 and <= 12, "Recurs every: pick from 1 to 12 months.");
                break;
            case Occurs.BeforePerformance before:
                Require(RecurrencePart.Performances, before.Of.Problem() is null, before.Of.Problem() ?? "");
                break;
        }

        Require(
            RecurrencePart.DailyFrequency,
            (occurs is Occurs.BeforePerformance) == (dailyFrequency is DailyFrequency.HoursBefore or DailyFrequency.OnItsDay),
            "Pick when it runs.");
        switch (dailyFrequency)
        {
            case DailyFrequency.Before8 before8:
                Require(
                    RecurrencePart.DailyFrequency, before8.Minute is >= DailyFrequency.Before8.First and <= DailyFrequency.Before8.Last,
                    "Runs before 08:00 runs from 05:00 to 07:30.");
                break;
            case DailyFrequency.Every every:
                Require(RecurrencePart.DailyFrequency, every.Hours is >= 1 and <= 12, "Runs every: pick from 1 to 12 hours.");
                Require(
                    RecurrencePart.DailyFrequency, IsHour(every.StartHour) && IsHour(every.EndHour),
                    "Runs every: pick whole hours from 00:00 to 23:00.");
                Require(RecurrencePart.DailyFrequency, every.EndHour >= every.StartHour, OverMidnight(every));
                break;
            case DailyFrequency.OnceAt once:
                Require(RecurrencePart.DailyFrequency, IsHour(once.Hour), "Runs once at: pick a whole hour from 00:00 to 23:00.");
                break;
            case DailyFrequency.HoursBefore hours:
                Require(RecurrencePart.DailyFrequency, hours.Hours is >= 1 and <= 72, "Pick from 1 to 72 hours before it starts.");
                break;
            case DailyFrequency.OnItsDay day:
                Require(
                    RecurrencePart.DailyFrequency, IsHour(day.Hour) && day.DaysBefore is 0 or 1,
                    "Pick a whole hour from 00:00 to 23:00, on its day or the day before.");
                break;
        }
    }

    private static string OverMidnight(DailyFrequency.Every every) =>
        $"{RecurrenceWords.Hour(every.StartHour)} to {RecurrenceWords.Hour(every.EndHour)} goes over midnight, and the times of a day "
        + $"end at 23:00. Choose {RecurrenceWords.Hour(every.StartHour)} to 23:00 here, and add a second schedule that runs from 00:00 to "
        + $"{RecurrenceWords.Hour(every.EndHour)}.";

    private static bool IsDay(IsoDayOfWeek day) => day is >= IsoDayOfWeek.Monday and <= IsoDayOfWeek.Sunday;

    private static bool IsHour(int hour) => hour is >= 0 and <= 23;

    private static void Require(RecurrencePart part, bool met, string words)
    {
        if (!met)
        {
            throw new RecurrenceException(part, words);
        }
    }
}
