using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>The days on which a schedule runs.</summary>
public abstract record Occurs
{
    /// <summary>The day of month, or the week of month, that stands for the last one.</summary>
    public const int Last = -1;

    private Occurs()
    {
    }

    /// <param name="Days">Every 1..31 days, counted from Run from.</param>
    public sealed record Daily(int Days) : Occurs;

    /// <param name="Day">1..31 or <see cref="Last"/>; a month without that day is skipped.</param>
    /// <param name="Months">Every 1..12 months, counted from Run from's month.</param>
    public sealed record MonthlySpecificDay(int Day, int Months) : Occurs;

    /// <param name="Weekdays">At least one.</param>
    /// <param name="Weeks">Every 1..52 weeks, Monday to Sunday, counted from the week that holds Run from.</param>
    public sealed record Weekly(IReadOnlyCollection<IsoDayOfWeek> Weekdays, int Weeks) : Occurs;

    /// <param name="Week">1..4 or <see cref="Last"/>.</param>
    /// <param name="Weekday">The day of that week.</param>
    /// <param name="Months">Every 1..12 months, counted from Run from's month.</param>
    public sealed record Monthly(int Week, IsoDayOfWeek Weekday, int Months) : Occurs;

    /// <param name="Of">Whose performances.</param>
    public sealed record BeforePerformance(PerformanceChoice Of) : Occurs;
}
