using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>The recurrence's columns of <c>schedules</c>, as Dapper reads and writes them.</summary>
public sealed record RecurrenceRow
{
    private const string Stored =
        """
        schedules.time_zone, schedules.run_from, schedules.run_until, schedules.occurs, schedules.recurs_every, schedules.day_of_month,
        schedules.weekdays, schedules.week_of_month, schedules.daily_frequency, schedules.before_8_minute, schedules.every_hours,
        schedules.start_hour, schedules.end_hour, schedules.at_hour, schedules.not_on, schedules.skips_closures,
        schedules.performance_of, schedules.hours_before
        """;

    /// <summary>The venue's closures, where the schedule keeps to them: not its own, but it cannot be worked out without.</summary>
    public const string ClosuresColumn = "(select v.closures from venue_settings v where schedules.skips_closures) as closures";

    /// <summary>The select list that fills this row; the table may be aliased by the caller as <c>schedules</c> only.</summary>
    public const string Columns = $"{Stored}, {ClosuresColumn}";

    /// <summary>The names of the columns that are the schedule's own.</summary>
    public static readonly IReadOnlyList<string> Names =
        [.. Stored.Split(',', StringSplitOptions.TrimEntries).Select(column => column["schedules.".Length..])];

    public string? TimeZone { get; init; }

    public LocalDate? RunFrom { get; init; }

    public LocalDate? RunUntil { get; init; }

    public string? Occurs { get; init; }

    public int? RecursEvery { get; init; }

    public int? DayOfMonth { get; init; }

    public int[]? Weekdays { get; init; }

    public int? WeekOfMonth { get; init; }

    public string? DailyFrequency { get; init; }

    public int? Before8Minute { get; init; }

    public int? EveryHours { get; init; }

    public int? StartHour { get; init; }

    public int? EndHour { get; init; }

    public int? AtHour { get; init; }

    /// <summary>Its own dates on which it does not run, as <see cref="ClosedDates.Stored"/> writes them.</summary>
    public string? NotOn { get; init; }

    /// <summary>Whether it does not run on the venue's closures either.</summary>
    public bool SkipsClosures { get; init; }

    /// <summary>The venue's closures, where it keeps to them.</summary>
    public string? Closures { get; init; }

    /// <summary>Of which events the performances are, as <see cref="PerformanceChoice.ToJson"/> writes it.</summary>
    public string? PerformanceOf { get; init; }

    public int? HoursBefore { get; init; }

    /// <summary>The performances that there are, once they were read: the customer data's, not the schedule's.</summary>
    public IReadOnlyList<Performance> Performances { get; init; } = [];

    public bool IsBeforePerformance => Occurs == BeforePerformance;

    public const string BeforePerformance = "before_performance";

    /// <exception cref="RecurrenceException">The row holds no recurrence, an incomplete one, or one that can never occur.</exception>
    public RecurrencePattern ToRecurrence() =>
        new(
            Zone(), RunFrom ?? throw Missing(RecurrencePart.RunFrom, "Run from"), RunUntil, ToOccurs(), ToDailyFrequency(),
            ClosedDates.Read(NotOn), ClosedDates.Read(Closures), Performances);

    /// <summary>Whether the schedule's own columns are alike.</summary>
    public bool Equals(RecurrenceRow? other) =>
        other is not null && Fields().Equals(other.Fields()) && IsOfLikePerformances(other)
        && (Weekdays ?? []).Order().SequenceEqual((other.Weekdays ?? []).Order());

    public override int GetHashCode() => Fields().GetHashCode();

    private (string?, LocalDate?, LocalDate?, string?, int?, int?, int?, string?, int?, int?, int?, int?, int?, string?, bool, int?)
        Fields() =>
        (TimeZone, RunFrom, RunUntil, Occurs, RecursEvery, DayOfMonth, WeekOfMonth,
            DailyFrequency, Before8Minute, EveryHours, StartHour, EndHour, AtHour, NotOn, SkipsClosures, HoursBefore);

    private bool IsOfLikePerformances(RecurrenceRow other) => PerformanceOf is null || other.PerformanceOf is null
        ? PerformanceOf == other.PerformanceOf
        : PerformanceChoice.Read(PerformanceOf).IsLike(PerformanceChoice.Read(other.PerformanceOf));

    private DateTimeZone Zone() =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone ?? throw Missing(RecurrencePart.TimeZone, "Time zone"))
        ?? throw new RecurrenceException(RecurrencePart.TimeZone, $"No time zone is called {TimeZone}.");

    private Occurs ToOccurs() => (Occurs, RecursEvery) switch
    {
        ("daily", { } days) => new Occurs.Daily(days),
        ("monthly_specific_day", { } months) =>
            new Occurs.MonthlySpecificDay(DayOfMonth ?? throw Missing(RecurrencePart.RecursEvery, "Recurs every"), months),
        ("weekly", { } weeks) => new Occurs.Weekly([.. (Weekdays ?? []).Select(day => (IsoDayOfWeek)day)], weeks),
        ("monthly", { } months) => new Occurs.Monthly(
            WeekOfMonth ?? throw Missing(RecurrencePart.RecursEvery, "Recurs every"),
            (IsoDayOfWeek)(Weekdays is [var day] ? day : throw Missing(RecurrencePart.RecursEvery, "Recurs every")), months),
        (BeforePerformance, _) => new Occurs.BeforePerformance(
            PerformanceChoice.Read(PerformanceOf ?? throw Missing(RecurrencePart.Performances, "Before each performance"))),
        _ => throw Missing(RecurrencePart.Occurs, "Occurs"),
    };

    private DailyFrequency ToDailyFrequency() => DailyFrequency switch
    {
        "before_8" => new DailyFrequency.Before8(Before8Minute ?? throw Missing(RecurrencePart.DailyFrequency, "Daily frequency")),
        "every" => new DailyFrequency.Every(
            EveryHours ?? throw Missing(RecurrencePart.DailyFrequency, "Daily frequency"),
            StartHour ?? throw Missing(RecurrencePart.DailyFrequency, "Daily frequency"),
            EndHour ?? throw Missing(RecurrencePart.DailyFrequency, "Daily frequency")),
        "once_at" => new DailyFrequency.OnceAt(AtHour ?? throw Missing(RecurrencePart.DailyFrequency, "Daily frequency")),
        "hours_before" => new DailyFrequency.HoursBefore(HoursBefore ?? throw Missing(RecurrencePart.DailyFrequency, "When it runs")),
        "on_its_day" => new DailyFrequency.OnItsDay(AtHour ?? throw Missing(RecurrencePart.DailyFrequency, "When it runs"), 0),
        "day_before" => new DailyFrequency.OnItsDay(AtHour ?? throw Missing(RecurrencePart.DailyFrequency, "When it runs"), 1),
        _ => throw Missing(RecurrencePart.DailyFrequency, IsBeforePerformance ? "When it runs" : "Daily frequency"),
    };

    private static RecurrenceException Missing(RecurrencePart part, string field) => new(part, $"{field} is missing.");
}
