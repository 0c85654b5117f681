using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>Whether a delivery is not sent for what is on it, as was chosen, and why in plain words.</summary>
internal static class HeldBack
{
    /// <summary>A test shows what is sent, and so is held back where the list is empty alone.</summary>
    public static string? Why(DeliveryClaim claim, long customers, SinceLast? since, DateTimeZone zone) =>
        claim.RunKind == "test" && claim.WhenEmpty != OnlyWhen.NotEmpty
            ? null
            : Why(claim.WhenEmpty, claim.AtLeast, customers, since, claim.AsOf, zone);

    /// <param name="onlyWhen">One of <see cref="OnlyWhen"/>.</param>
    /// <param name="atLeast">How many are asked for, where so many are.</param>
    /// <param name="customers">How many would be sent.</param>
    /// <param name="since">How the list differs from its last delivery, where that is known.</param>
    /// <param name="asOf">The instant that the run is for.</param>
    /// <param name="zone">The venue's.</param>
    /// <returns>Null when it is sent.</returns>
    public static string? Why(string onlyWhen, int? atLeast, long customers, SinceLast? since, Instant asOf, DateTimeZone zone) =>
        onlyWhen switch
        {
            OnlyWhen.NotEmpty when customers == 0 => $"{Nobody(since, asOf, zone)}, and this list is set to send nothing then.",
            OnlyWhen.Changed when since is { Changed: false } =>
                $"Nobody came or went since {since.Day(asOf, zone)}, and this list is sent only when it has changed.",
            OnlyWhen.AtLeast when customers < atLeast =>
                $"{Few(customers, since, asOf, zone)}, and this list is sent only when there are at least {Plural.Number(atLeast.Value)}.",
            _ => null,
        };

    // A list on which nobody is new need not be empty.
    private static string Nobody(SinceLast? since, Instant asOf, DateTimeZone zone) =>
        since is { NobodyNew: true } ? $"Nobody on it is new since {since.Day(asOf, zone)}" : "No customers matched";

    private static string Few(long customers, SinceLast? since, Instant asOf, DateTimeZone zone) => customers == 0
        ? Nobody(since, asOf, zone)
        : $"{Plural.Count(customers, "customer")} would have been sent";
}
