using System.Globalization;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>How a scheduled list differs from its last delivery.</summary>
/// <param name="New">How many are on it now and were not then.</param>
/// <param name="Gone">How many were on it then and are not now.</param>
/// <param name="With">The instant that the run of that delivery was for; null where everyone counts as new.</param>
/// <param name="Why">Then, why: one of the constants.</param>
public sealed record SinceLast(long New, long Gone, Instant? With, string? Why)
{
    public const string First = "first";
    public const string OtherList = "other_list";
    public const string KeysLost = "keys_lost";

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Whether somebody came or went; unknown counts as yes.</summary>
    public bool Changed => With is null || New + Gone > 0;

    /// <summary>Whether it is known that nobody on it is new.</summary>
    public bool NobodyNew => With is not null && New == 0;

    /// <summary>As it is stored of a delivery; null where nobody asked.</summary>
    public static SinceLast? Of(long? newCustomers, long? goneCustomers, Instant? comparedWith, string? notCompared) =>
        newCustomers is { } come && goneCustomers is { } gone ? new SinceLast(come, gone, comparedWith, notCompared) : null;

    /// <param name="asOf">The instant that the run is for.</param>
    /// <param name="zone">The venue's.</param>
    /// <returns>"12 new, 3 gone since Friday 27 November", without a full stop.</returns>
    public string Words(Instant asOf, DateTimeZone zone) => Why switch
    {
        null => $"{Plural.Number(New)} new, {Plural.Number(Gone)} gone since {Day(asOf, zone)}",
        First => "Everyone counts as new: this is the first delivery to be told from",
        OtherList => "Everyone counts as new: it was another list until now",
        KeysLost => "Everyone counts as new: who was on it before cannot be read any more",
        _ => throw new ArgumentOutOfRangeException(nameof(asOf), Why, "Not a reason."),
    };

    /// <returns>"Friday 27 November", with its time where it was on the same day, and its year where it was in another.</returns>
    public string Day(Instant asOf, DateTimeZone zone)
    {
        var (then, now) = (With!.Value.InZone(zone), asOf.InZone(zone));
        var year = then.Year == now.Year ? "" : " uuuu";
        return then.ToString($"dddd d MMMM{year}{(then.Date == now.Date ? ", HH:mm" : "")}", English);
    }
}
