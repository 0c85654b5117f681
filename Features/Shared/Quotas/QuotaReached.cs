using NodaTime;

namespace CustomerListSchedules.Features.Shared.Quotas;

/// <summary>A person has started something as often as they may.</summary>
/// <param name="Most">How often within 24 hours.</param>
/// <param name="AgainAt">When there is room for one more.</param>
public sealed record QuotaReached(int Most, Instant AgainAt)
{
    /// <returns>"You have run this report 20 times within 24 hours. It can be run again from 1 Dec 2026, 08:00."</returns>
    /// <param name="done">"run this report".</param>
    /// <param name="again">"It can be run again".</param>
    /// <param name="zone">The venue's.</param>
    /// <param name="file">When the person's newest file that is still there was run, if there is one.</param>
    public string Words(string done, string again, DateTimeZone zone, Instant? file = null) =>
        $"You have {done} {(Most == 1 ? "once" : FormattableString.Invariant($"{Most:N0} times"))} within 24 hours."
        + (file is { } made ? $" Your file of {WallTime.Short(made, zone)} is still there." : "")
        + $" {again} from {WallTime.Short(AgainAt.Plus(Duration.FromMinutes(1)), zone)}."; // The first whole minute after it.
}
