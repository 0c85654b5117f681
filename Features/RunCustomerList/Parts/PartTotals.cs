using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.RunCustomerList.Totals;
using CustomerListSchedules.Infrastructure.Files;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList.Parts;

/// <summary>What the bookings of each part come to.</summary>
internal static class PartTotals
{
    /// <returns>By the numbers of the parts; none where the files show no booking.</returns>
    public static async Task<IReadOnlyDictionary<long, BookingTotals>> ReadAsync(
        NpgsqlConnection connection, CompiledList list, CancellationToken cancellationToken)
    {
        var parts = new Dictionary<long, BookingTotals>();
        if (list.Split!.TotalsSql is not { } sql)
        {
            return parts;
        }

        await using var command = list.Command(connection, sql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var unreadable = new HashSet<long>();
        var (part, totals) = (0L, new BookingTotalsReader());
        while (await rows.ReadAsync(cancellationToken))
        {
            if (rows.GetInt64(BookingTotalsReader.Columns) is var next && next != part)
            {
                Add();
                (part, totals) = (next, new BookingTotalsReader());
            }

            try
            {
                totals.Take(rows);
            }
            catch (Exception e) when (UnreadableCell.IsFault(e))
            {
                // The part itself fails by the same value, where it shows it; the others have theirs.
                unreadable.Add(part);
            }
        }

        Add();
        return parts;

        void Add()
        {
            if (!unreadable.Contains(part) && totals.Of(list) is { } found)
            {
                parts.Add(part, found);
            }
        }
    }
}
