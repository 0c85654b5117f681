using System.Globalization;
using NodaTime;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>For <c>_DraftOffer</c>: a draft that is offered to whoever left it.</summary>
/// <param name="SavedAt">When it was left, in the venue's time.</param>
/// <param name="Stale">Whether somebody has saved the thing since.</param>
/// <param name="Url">The page of the form; its handler Discard deletes the draft.</param>
/// <param name="Form">The id of its form.</param>
/// <param name="CarriesOn">Whether the page shows the draft already; otherwise it is offered.</param>
public sealed record DraftOffer(ZonedDateTime SavedAt, bool Stale, string Url, string Form, bool CarriesOn)
{
    /// <summary>"28 November at 09:14".</summary>
    public string When => SavedAt.ToString("d MMMM 'at' HH:mm", CultureInfo.GetCultureInfo("en-GB"));

    public string CarryOnUrl => $"{Url}?carryOn=true";

    public string DiscardUrl => $"{Url}?handler=Discard&stay=true";

    public static DraftOffer Of(KeptDraft draft, DateTimeZone zone, int version, string url, string form, bool carriesOn) =>
        new(draft.SavedAt.InZone(zone), draft.Version != version, url, form, carriesOn);
}
