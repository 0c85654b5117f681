namespace CustomerListSchedules.Features.AddCustomerList.Parts;

/// <summary>The values of a list as they are now, and who gets each.</summary>
/// <param name="Word">What it is split by: "producer".</param>
/// <param name="Values">Those that are shown: without a recipient first, then those with most customers.</param>
/// <param name="More">How many there are besides.</param>
/// <param name="Unmet">How many values have customers and no recipient.</param>
/// <param name="UnmetCustomers">How many customers have one of these.</param>
/// <param name="WithoutCustomers">How many have a booking without a value, or none.</param>
/// <param name="NotInData">The addresses whose value no event has.</param>
/// <param name="Problem">Why nothing is known of them, in words for a person.</param>
public sealed record PartTable(
    string Word, IReadOnlyList<PartRow> Values, int More, int Unmet, long UnmetCustomers, long WithoutCustomers,
    IReadOnlyList<PartLine> NotInData, string? Problem)
{
    public static PartTable None(string word, string problem) => new(word, [], 0, 0, 0, 0, [], problem);
}

/// <param name="Value">As the table names it, or as the data has it.</param>
/// <param name="Customers">How many there are now.</param>
/// <param name="Bookings">How many bookings.</param>
/// <param name="Addresses">Who gets it.</param>
public sealed record PartRow(string Value, long Customers, long Bookings, IReadOnlyList<string> Addresses)
{
    public bool IsUnmet => Customers > 0 && Addresses.Count == 0;
}
