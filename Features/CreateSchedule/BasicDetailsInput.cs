using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>
/// Basic Details as typed. Each way to recur has fields of its own, because without scripts all of them are sent; those that the choices
/// do not use are ignored.
/// </summary>
public sealed class BasicDetailsInput
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public string Action { get; set; } = ScheduleActions.DeliverCustomerList;

    public bool RunOnDemand { get; set; }

    public bool RunAsSchedule { get; set; }

    /// <summary>Run on demand, where the action offers it.</summary>
    public bool OnDemand => RunOnDemand && Action != ScheduleActions.SendIntegratedEmail;

    /// <summary>yyyy-MM-dd, as a date field sends it; likewise <see cref="RunUntil"/>.</summary>
    public string RunFrom { get; set; } = "";

    public string RunUntil { get; set; } = "";

    public string Occurs { get; set; } = "daily";

    public int Days { get; set; } = 1;

    public int SpecificDay { get; set; } = 1;

    public int SpecificDayMonths { get; set; } = 1;

    public int[] Weekdays { get; set; } = [];

    public int Weeks { get; set; } = 1;

    public int Week { get; set; } = 1;

    public int Weekday { get; set; } = 1;

    public int Months { get; set; } = 1;

    public string DailyFrequency { get; set; } = "before_8";

    public int EveryHours { get; set; } = 1;

    public int StartHour { get; set; }

    public int EndHour { get; set; } = 23;

    public int AtHour { get; set; } = 9;

    public string TimeZone { get; set; } = "";

    /// <summary>Dates and ranges on which it does not run, one a line.</summary>
    public string NotOn { get; set; } = "";

    /// <summary>Whether it does not run on the venue's closures either.</summary>
    public bool SkipsClosures { get; set; }

    /// <summary>What was chosen, as stored; no column is filled unless Run as schedule is.</summary>
    /// <param name="before8Minute">The minute to use where Runs before 08:00 is chosen.</param>
    /// <exception cref="RecurrenceException">What is typed under Not on cannot be read.</exception>
    public RecurrenceRow ToRow(int before8Minute) => !RunAsSchedule ? new RecurrenceRow() : Times(Every(), before8Minute) with
    {
        TimeZone = TimeZone,
        RunFrom = Date(RunFrom),
        RunUntil = Date(RunUntil),
        Occurs = Occurs,
        NotOn = ClosedDates.Parse(NotOn).Stored(),
        SkipsClosures = SkipsClosures,
    };

    /// <summary>Fills the fields from what is stored.</summary>
    public void Fill(RecurrenceRow row)
    {
        RunFrom = Text(row.RunFrom);
        RunUntil = Text(row.RunUntil);
        Occurs = row.Occurs ?? Occurs;
        var every = row.RecursEvery ?? 1;
        _ = Occurs switch
        {
            "daily" => Days = every,
            "monthly_specific_day" => SpecificDayMonths = every,
            "weekly" => Weeks = every,
            _ => Months = every,
        };
        SpecificDay = row.DayOfMonth ?? SpecificDay;
        Weekdays = Occurs == "weekly" ? row.Weekdays ?? [] : [];
        Weekday = Occurs == "monthly" && row.Weekdays is [var day] ? day : Weekday;
        Week = row.WeekOfMonth ?? Week;
        DailyFrequency = row.DailyFrequency ?? DailyFrequency;
        EveryHours = row.EveryHours ?? EveryHours;
        StartHour = row.StartHour ?? StartHour;
        EndHour = row.EndHour ?? EndHour;
        AtHour = row.AtHour ?? AtHour;
        TimeZone = row.TimeZone ?? TimeZone;
        NotOn = ClosedDates.Read(row.NotOn).Typed();
        SkipsClosures = row.SkipsClosures;
    }

    /// <summary>The fields that the choices do not use: whatever was sent in them does not matter.</summary>
    public IEnumerable<string> Unused()
    {
        string[] used = !RunAsSchedule ? [] :
        [
            nameof(RunFrom), nameof(RunUntil), nameof(Occurs), nameof(DailyFrequency), nameof(TimeZone), nameof(NotOn),
            nameof(SkipsClosures),
            .. Occurs switch
            {
                "daily" => [nameof(Days)],
                "monthly_specific_day" => [nameof(SpecificDay), nameof(SpecificDayMonths)],
                "weekly" => [nameof(Weeks), nameof(Weekdays)],
                "monthly" => [nameof(Week), nameof(Weekday), nameof(Months)],
                _ => Array.Empty<string>(),
            },
            .. DailyFrequency switch
            {
                "every" => [nameof(EveryHours), nameof(StartHour), nameof(EndHour)],
                "once_at" => [nameof(AtHour)],
                _ => Array.Empty<string>(),
            },
        ];
        return Recurrence.Except(used);
    }

    private static readonly string[] Recurrence =
    [
        nameof(RunFrom), nameof(RunUntil), nameof(Occurs), nameof(Days), nameof(SpecificDay), nameof(SpecificDayMonths), nameof(Weekdays),
        nameof(Weeks),
        nameof(Week), nameof(Weekday), nameof(Months), nameof(DailyFrequency), nameof(EveryHours), nameof(StartHour), nameof(EndHour),
        nameof(AtHour),
        nameof(TimeZone), nameof(NotOn), nameof(SkipsClosures),
    ];

    public static string Text(LocalDate? date) => date is null ? "" : LocalDatePattern.Iso.Format(date.Value);

    public static LocalDate? Date(string text) => LocalDatePattern.Iso.Parse(text).TryGetValue(default, out var date) ? date : null;

    /// <summary>The field that a refused part belongs to.</summary>
    public string Field(RecurrencePart part) => part switch
    {
        RecurrencePart.RunFrom => nameof(RunFrom),
        RecurrencePart.RunUntil => nameof(RunUntil),
        RecurrencePart.TimeZone => nameof(TimeZone),
        RecurrencePart.NotOn => nameof(NotOn),
        RecurrencePart.DailyFrequency => nameof(DailyFrequency),
        RecurrencePart.RecursEvery => Occurs switch
        {
            "daily" => nameof(Days),
            "monthly_specific_day" => nameof(SpecificDay),
            "weekly" => nameof(Weekdays),
            _ => nameof(Week),
        },
        _ => nameof(Occurs),
    };

    private RecurrenceRow Every() => Occurs switch
    {
        "daily" => new() { RecursEvery = Days },
        "monthly_specific_day" => new() { RecursEvery = SpecificDayMonths, DayOfMonth = SpecificDay },
        "weekly" => new() { RecursEvery = Weeks, Weekdays = [.. Weekdays.Distinct().Order()] },
        "monthly" => new() { RecursEvery = Months, WeekOfMonth = Week, Weekdays = [Weekday] },
        _ => new(),
    };

    private RecurrenceRow Times(RecurrenceRow row, int before8Minute) => DailyFrequency switch
    {
        "before_8" => row with { DailyFrequency = DailyFrequency, Before8Minute = before8Minute },
        "every" => row with { DailyFrequency = DailyFrequency, EveryHours = EveryHours, StartHour = StartHour, EndHour = EndHour },
        "once_at" => row with { DailyFrequency = DailyFrequency, AtHour = AtHour },
        _ => row,
    };
}
