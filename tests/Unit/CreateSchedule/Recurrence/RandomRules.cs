using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Unit.CreateSchedule.Recurrence;

/// <summary>Any rule that the form can make, with an instant to look from; hours lean towards those that daylight saving moves.</summary>
internal static class RandomRules
{
    public static readonly string[] Zones =
    [
        "Europe/London", "Europe/Dublin", "Europe/Berlin", "America/New_York", "America/St_Johns", "America/Los_Angeles",
        "America/Sao_Paulo",
        "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham", "Asia/Kathmandu", "Asia/Tokyo", "UTC",
    ];

    private static readonly Gen<int> Hour = Gen.Frequency((1, Gen.Choose(0, 3)), (1, Gen.Choose(0, 23)));

    private static readonly Gen<RecurrenceRow> DailyFrequency = Gen.OneOf(
        from minute in Gen.Choose(300, 450)
        select new RecurrenceRow { DailyFrequency = "before_8", Before8Minute = minute },
        from hour in Hour
        select new RecurrenceRow { DailyFrequency = "once_at", AtHour = hour },
        from every in Gen.Choose(1, 12)
        from one in Hour
        from other in Hour
        select new RecurrenceRow
        {
            DailyFrequency = "every",
            EveryHours = every,
            StartHour = Math.Min(one, other),
            EndHour = Math.Max(one, other),
        });

    private static Gen<RecurrenceRow> Days(RecurrenceRow times) => Gen.OneOf(
        from days in Gen.Choose(1, 31)
        select times with { Occurs = "daily", RecursEvery = days },
        from months in Gen.Choose(1, 12)
        from day in Gen.Frequency((3, Gen.Choose(1, 31)), (2, Gen.Choose(28, 31)), (1, Gen.Constant(-1)))
        select times with { Occurs = "monthly_specific_day", RecursEvery = months, DayOfMonth = day },
        from weeks in Gen.Frequency((3, Gen.Choose(1, 4)), (1, Gen.Choose(1, 52)))
        from days in Gen.SubListOf(1, 2, 3, 4, 5, 6, 7).Where(days => days.Count > 0)
        select times with { Occurs = "weekly", RecursEvery = weeks, Weekdays = [.. days] },
        from months in Gen.Choose(1, 12)
        from week in Gen.Elements(1, 2, 3, 4, -1)
        from day in Gen.Choose(1, 7)
        select times with { Occurs = "monthly", RecursEvery = months, WeekOfMonth = week, Weekdays = [day] });

    private static readonly Gen<LocalDate> Date =
        from day in Gen.Choose(0, 3650)
        select new LocalDate(2020, 1, 1).PlusDays(day);

    private static readonly Gen<RecurrenceRow> Rule =
        from times in DailyFrequency
        from row in Days(times)
        from zone in Gen.Elements(Zones)
        from runFrom in Date
        from length in Gen.Frequency((2, Gen.Constant((int?)null)), (1, Gen.Choose(0, 900).Select(days => (int?)days)))
        select row with { TimeZone = zone, RunFrom = runFrom, RunUntil = length is { } days ? runFrom.PlusDays(days) : null };

    public static readonly Gen<(RecurrenceRow Row, Instant After)> Cases =
        from row in Rule
        from minutes in Gen.Choose(-30 * 24 * 60, (row.DailyFrequency == "every" ? 200 : 1500) * 24 * 60)
        select (row, row.RunFrom!.Value.AtMidnight().InUtc().ToInstant() + Duration.FromMinutes(minutes));
}
