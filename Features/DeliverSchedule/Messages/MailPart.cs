using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule.Messages;

/// <summary>One of a person's parts in the mail of a split list.</summary>
/// <param name="Value">Whose part it is.</param>
/// <param name="Link">Null where nobody is in it.</param>
/// <param name="Rows">How many customers.</param>
/// <param name="Bookings">How many bookings, where they are counted.</param>
/// <param name="Notes">What is said beside its file.</param>
public sealed record MailPart(string Value, string? Link, long Rows, long? Bookings, string? Notes)
{
    public string Customers => Link is null ? "no customers this time" : Plural.Customers(Rows, Bookings);
}
