using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>A column that a list can show and be sorted by.</summary>
/// <param name="Key">How definitions name it: lower case, unique, never changed.</param>
/// <param name="Label">Its unique header.</param>
/// <param name="Group">The heading that it stands under in the catalogue.</param>
/// <param name="CommonlyUsed">Shown while "Only show commonly used columns" is ticked.</param>
/// <param name="Kind">What it holds.</param>
public sealed record OutputColumn(string Key, string Label, string Group, bool CommonlyUsed, FileColumnKind Kind)
{
    /// <summary>
    /// Whether it says how to reach the customer, or what only the customer should pass on: e-mail, telephones, any part of the address,
    /// birth date, the notes of a booking. What is said of contact columns anywhere goes by this.
    /// </summary>
    public bool IsContact { get; init; }

    /// <summary>Over <c>c</c> and, where it has one, its source.</summary>
    internal string Sql { get; init; } = "";

    /// <summary>Where it is computed, when chosen; null when it is the customer's own.</summary>
    internal OutputSource? Source { get; init; }

    /// <summary>
    /// Of a booking that matched: over <c>b</c>, <c>i</c> and <c>e</c>, the booking, its performance and its event. Empty for columns of
    /// the customer.
    /// </summary>
    internal string BookingSql { get; init; } = "";

    /// <summary>The same as text, to be joined where a customer's bookings stand in one row.</summary>
    internal string BookingTextSql { get; init; } = "";

    public bool IsOfBooking => BookingSql.Length > 0;

    /// <summary>What the source selects under the name <see cref="Key"/>.</summary>
    internal string SourceSql { get; init; } = "";
}
