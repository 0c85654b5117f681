using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>One of a person's parts in the mail of a split list.</summary>
/// <param name="Value">Whose part it is.</param>
/// <param name="Link">Null where nobody is in it.</param>
/// <param name="Rows">How many customers.</param>
/// <param name="Bookings">How many bookings, where they are counted.</param>
/// <param name="Notes">What is said beside its file.</param>
/// <param name="Since">How it differs from its last delivery, in words; null where nobody asks.</param>
/// <param name="NobodyNew">Where the new alone are sent and nobody is new.</param>
public sealed record MailPart(
    string Value, string? Link, long Rows, long? Bookings, string? Notes, string? Since, bool NobodyNew)
{
    public string Customers => (Link, NobodyNew) switch
    {
        (not null, _) => Plural.Customers(Rows, Bookings),
        (_, true) => "nobody new this time",
        _ => "no customers this time",
    };
}
