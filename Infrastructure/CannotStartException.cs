namespace CustomerListSchedules.Infrastructure;

/// <summary>
/// The application cannot start, for a reason that its operator can mend. The message is for them; no stack trace is shown.
/// </summary>
public sealed class CannotStartException : Exception
{
    public CannotStartException(string message)
        : base(message)
    {
    }

    public CannotStartException(string message, Exception cause)
        : base(message, cause)
    {
    }

    public CannotStartException()
    {
    }
}
