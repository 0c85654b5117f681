using NodaTime;

namespace CustomerListSchedules.Infrastructure.Dotdigital;

/// <summary>
/// A call that Dotdigital or the way to it refused. The message is for a person, and holds nobody's name, address or password.
/// </summary>
public sealed class DotdigitalException(
    DotdigitalReason reason, string message, bool outcomeUnknown = false, Instant? retryAt = null, Exception? inner = null)
    : Exception(message, inner)
{
    public DotdigitalReason Reason { get; } = reason;

    /// <summary>Whether Dotdigital may have acted all the same: the call was on its way when the answer failed to come.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;

    /// <summary>When it is worth trying again, as far as Dotdigital says.</summary>
    public Instant? RetryAt { get; } = retryAt;

    /// <summary>Dotdigital's code ("ERROR_…"), or "".</summary>
    public string Code { get; init; } = "";

    /// <summary>Whether trying the same later can help: nothing that a person has to change stands in the way.</summary>
    public bool MayPass => Reason is DotdigitalReason.Unreachable or DotdigitalReason.OverLimit;

    /// <summary>Whether the next call would be refused for the same reason, whatever it is about.</summary>
    public bool ConcernsAll =>
        Reason is DotdigitalReason.OverLimit or DotdigitalReason.Unreachable
            or DotdigitalReason.NotConfigured or DotdigitalReason.WrongPassword;

    /// <summary>Whether the call itself tries again, and after how long; null: as long as for any failure.</summary>
    internal bool RetryNow { get; init; }

    internal TimeSpan? RetryAfter { get; init; }
}
