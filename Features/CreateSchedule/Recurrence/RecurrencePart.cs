namespace CustomerListSchedules.Features.CreateSchedule.Recurrence;

/// <summary>The part of Basic Details that makes a recurrence impossible.</summary>
public enum RecurrencePart
{
    /// <summary>Run from.</summary>
    RunFrom,

    /// <summary>Run until.</summary>
    RunUntil,

    /// <summary>Occurs, or the parts taken together.</summary>
    Occurs,

    /// <summary>Recurs every.</summary>
    RecursEvery,

    /// <summary>Daily frequency.</summary>
    DailyFrequency,

    /// <summary>Time zone.</summary>
    TimeZone,

    /// <summary>Of which events the performances are.</summary>
    Performances,

    /// <summary>Not on.</summary>
    NotOn,
}
