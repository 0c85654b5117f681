using CustomerListSchedules.Features.CustomerLists.Compilation;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList.Parts;

/// <summary>How many of a list have which value.</summary>
/// <param name="Members">The customers of the whole list.</param>
/// <param name="Without">Those with a booking that has no value, or with none at all, and how many such bookings.</param>
/// <param name="Values">Every value of the data, those with most customers first.</param>
public sealed record SplitCounts(long Members, ValueCount Without, IReadOnlyList<ValueCount> Values)
{
    public static readonly SplitCounts None = new(0, new ValueCount("", "", 0, 0), []);

    /// <summary>Of a value that no event has: nobody.</summary>
    public ValueCount Of(string partKey) => Values.FirstOrDefault(value => value.PartKey == partKey) ?? new ValueCount(partKey, "", 0, 0);

    internal static async Task<SplitCounts> ReadAsync(
        NpgsqlConnection connection, CompiledList list, CancellationToken cancellationToken)
    {
        await using var command = list.Command(connection, list.Split!.CountsSql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var values = new List<ValueCount>();
        var (members, without) = (0L, None.Without);
        while (await rows.ReadAsync(cancellationToken))
        {
            members = rows.GetInt64(4);
            if (rows.IsDBNull(0))
            {
                without = without with { Customers = rows.GetInt64(2), Bookings = rows.GetInt64(3) };
            }
            else
            {
                values.Add(new ValueCount(rows.GetString(0), rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3)));
            }
        }

        return new SplitCounts(members, without, values);
    }
}

/// <param name="PartKey">What it is compared by.</param>
/// <param name="Value">As the data has it.</param>
/// <param name="Customers">How many are on the list with it.</param>
/// <param name="Bookings">How many of their bookings have it.</param>
public sealed record ValueCount(string PartKey, string Value, long Customers, long Bookings);
