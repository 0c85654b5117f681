namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>What became of a password that was asked for within a session.</summary>
public enum PasswordCheck
{
    Right,

    Wrong,

    /// <summary>Too many others wait: nothing was checked.</summary>
    Busy,

    /// <summary>It was the tenth wrong one in a row, or the session had ended before.</summary>
    SessionEnded,
}
