using NodaTime;

namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>The times of such a day.</summary>
public abstract record DailyFrequency
{
    private DailyFrequency()
    {
    }

    /// <param name="Minute">The minute of the day that the application picked, from 05:00 (300) to 07:30 (450).</param>
    public sealed record Before8(int Minute) : DailyFrequency
    {
        public const int First = 300;
        public const int Last = 450;
    }

    /// <param name="Hours">Every 1..12 hours.</param>
    /// <param name="StartHour">0..23, included.</param>
    /// <param name="EndHour">0..23, included, not before the start.</param>
    public sealed record Every(int Hours, int StartHour, int EndHour) : DailyFrequency;

    /// <param name="Hour">0..23.</param>
    public sealed record OnceAt(int Hour) : DailyFrequency;

    /// <param name="Hours">1..72 before a performance starts, as time passes, whatever clocks do meanwhile.</param>
    public sealed record HoursBefore(int Hours) : DailyFrequency;

    /// <param name="Hour">0..23, on the date on which a performance starts.</param>
    /// <param name="DaysBefore">0 for that date, 1 for the date before.</param>
    public sealed record OnItsDay(int Hour, int DaysBefore) : DailyFrequency;
}
