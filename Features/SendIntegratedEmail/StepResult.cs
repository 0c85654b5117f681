using NodaTime;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>What a step comes to.</summary>
internal abstract record StepResult
{
    /// <summary>The step is done and stored; the next may begin.</summary>
    public sealed record Done : StepResult;

    /// <summary>Dotdigital works on it: to be asked again then.</summary>
    public sealed record Wait(Duration For) : StepResult;

    /// <summary>A person must decide.</summary>
    /// <param name="Reason">Why, with the figures.</param>
    public sealed record Hold(string Reason) : StepResult;

    /// <summary>The mailing ends without having been sent.</summary>
    /// <param name="State">"skipped", "cancelled" or "failed".</param>
    /// <param name="Reason">For a person.</param>
    public sealed record End(string State, string Reason) : StepResult;
}
