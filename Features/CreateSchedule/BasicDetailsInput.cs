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

    /// <summary>Before each performance: of these events,</summary>
    public long[] PerformanceEvents { get; set; } = [];

    /// <summary>of events with this in their name,</summary>
    public string PerformanceName { get; set; } = "";

    /// <summary>and of those with one of these tags.</summary>
    public long[] PerformanceTags { get; set; } = [];

    /// <summary>hours_before, on_its_day or day_before.</summary>
    public string PerformanceTime { get; set; } = "hours_before";

    public int HoursBefore { get; set; } = 3;

    public int PerformanceHour { get; set; } = 9;

    /// <summary>What to look for among the events; nothing of the schedule.</summary>
    public string EventFind { get; set; } = "";

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
        if (row.IsBeforePerformance)
        {
            FillPerformances(row);
        }
        else
        {
            DailyFrequency = row.DailyFrequency ?? DailyFrequency;
        }

        EveryHours = row.EveryHours ?? EveryHours;
        StartHour = row.StartHour ?? StartHour;
        EndHour = row.EndHour ?? EndHour;
        AtHour = row.IsBeforePerformance ? AtHour : row.AtHour ?? AtHour;
        TimeZone = row.TimeZone ?? TimeZone;
        NotOn = ClosedDates.Read(row.NotOn).Typed();
        SkipsClosures = row.SkipsClosures;
    }

    /// <summary>The fields that the choices do not use: whatever was sent in them does not matter.</summary>
    public IEnumerable<string> Unused()
    {
        string[] used = !RunAsSchedule ? [] :
        [
            nameof(RunFrom), nameof(RunUntil), nameof(Occurs), nameof(TimeZone), nameof(NotOn), nameof(SkipsClosures),
            .. Occurs switch
            {
                "daily" => [nameof(Days)],
                "monthly_specific_day" => [nameof(SpecificDay), nameof(SpecificDayMonths)],
                "weekly" => [nameof(Weeks), nameof(Weekdays)],
                "monthly" => [nameof(Week), nameof(Weekday), nameof(Months)],
                RecurrenceRow.BeforePerformance =>
                [
                    nameof(PerformanceEvents), nameof(PerformanceName), nameof(PerformanceTags), nameof(PerformanceTime),
                    PerformanceTime == "hours_before" ? nameof(HoursBefore) : nameof(PerformanceHour),
                ],
                _ => Array.Empty<string>(),
            },
            .. BeforePerformance ? [] : TimesOfADay(),
        ];
        return Recurrence.Except(used);
    }

    /// <summary>Whether it runs before each performance, and so has no times of a day.</summary>
    public bool BeforePerformance => Occurs == RecurrenceRow.BeforePerformance;

    private string[] TimesOfADay() => DailyFrequency switch
    {
        "every" => [nameof(DailyFrequency), nameof(EveryHours), nameof(StartHour), nameof(EndHour)],
        "once_at" => [nameof(DailyFrequency), nameof(AtHour)],
        _ => [nameof(DailyFrequency)],
    };

    private static readonly string[] Recurrence =
    [
        nameof(RunFrom), nameof(RunUntil), nameof(Occurs), nameof(Days), nameof(SpecificDay), nameof(SpecificDayMonths), nameof(Weekdays),
        nameof(Weeks),
        nameof(Week), nameof(Weekday), nameof(Months), nameof(DailyFrequency), nameof(EveryHours), nameof(StartHour), nameof(EndHour),
        nameof(AtHour),
        nameof(TimeZone), nameof(NotOn), nameof(SkipsClosures), nameof(PerformanceEvents), nameof(PerformanceName), nameof(PerformanceTags),
        nameof(PerformanceTime), nameof(HoursBefore), nameof(PerformanceHour),
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
        RecurrencePart.DailyFrequency => BeforePerformance ? nameof(PerformanceTime) : nameof(DailyFrequency),
        RecurrencePart.Performances => nameof(PerformanceEvents),
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
        RecurrenceRow.BeforePerformance => new() { RecursEvery = 1, PerformanceOf = Choice().ToJson() },
        _ => new(),
    };

    // Names are the customer data's: whoever saves looks them up.
    private PerformanceChoice Choice() => new(
        [.. PerformanceEvents.Distinct().Select(id => new NamedId(id, ""))],
        string.IsNullOrWhiteSpace(PerformanceName) ? null : PerformanceName.Trim(),
        [.. PerformanceTags.Distinct().Select(id => new NamedId(id, ""))]);

    private void FillPerformances(RecurrenceRow row)
    {
        var choice = PerformanceChoice.Read(row.PerformanceOf!);
        PerformanceEvents = [.. choice.Events.Select(one => one.Id)];
        PerformanceTags = [.. choice.Tags.Select(one => one.Id)];
        PerformanceName = choice.NameContains ?? "";
        PerformanceTime = row.DailyFrequency ?? PerformanceTime;
        HoursBefore = row.HoursBefore ?? HoursBefore;
        PerformanceHour = row.AtHour ?? PerformanceHour;
    }

    private RecurrenceRow Times(RecurrenceRow row, int before8Minute) => (BeforePerformance ? PerformanceTime : DailyFrequency) switch
    {
        "hours_before" when BeforePerformance => row with { DailyFrequency = PerformanceTime, HoursBefore = HoursBefore },
        "on_its_day" or "day_before" when BeforePerformance => row with { DailyFrequency = PerformanceTime, AtHour = PerformanceHour },
        _ when BeforePerformance => row,
        "before_8" => row with { DailyFrequency = DailyFrequency, Before8Minute = before8Minute },
        "every" => row with { DailyFrequency = DailyFrequency, EveryHours = EveryHours, StartHour = StartHour, EndHour = EndHour },
        "once_at" => row with { DailyFrequency = DailyFrequency, AtHour = AtHour },
        _ => row,
    };
}
