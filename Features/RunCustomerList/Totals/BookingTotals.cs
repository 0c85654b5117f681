using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.RunCustomerList.Totals;

/// <summary>What the bookings in a file come to, together and by performance. Nothing in it is of one person.</summary>
/// <param name="ShowsTickets">Whether the file has each booking's tickets: whoever gets the file sees no total of what it lacks.</param>
/// <param name="ShowsAmount">The same of its amount.</param>
/// <param name="Performances">The latest, in the order of their start; <see cref="More"/> before them have none of their own.</param>
public sealed record BookingTotals(
    bool ShowsTickets, bool ShowsAmount, IReadOnlyList<PerformanceTotal> Performances, long More, long Bookings, long Tickets,
    decimal Amount)
{
    /// <param name="stored">As <see cref="ToJson"/> writes it; null for files without.</param>
    public static BookingTotals? Parse(string? stored) =>
        stored is null ? null : JsonSerializer.Deserialize<BookingTotals>(stored, JsonSerializerOptions.Web);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>For the snapshot of the database that the file's rows are read in; null where the file shows no booking.</summary>
    internal static async Task<BookingTotals?> ReadAsync(
        NpgsqlConnection connection, CompiledList list, CancellationToken cancellationToken)
    {
        if (list.TotalsSql is not { } sql)
        {
            return null;
        }

        await using var command = list.Command(connection, sql);
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var totals = new BookingTotalsReader();
        while (await rows.ReadAsync(cancellationToken))
        {
            totals.Take(rows);
        }

        return totals.Of(list);
    }
}

/// <param name="Event">Null for bookings of no performance.</param>
/// <param name="StartsAt">In UTC.</param>
/// <param name="Bookings">How many of them are in the file.</param>
/// <param name="Tickets">Theirs.</param>
/// <param name="Amount">Theirs, in the venue's currency.</param>
public sealed record PerformanceTotal(string? Event, DateTime? StartsAt, long Bookings, long Tickets, decimal Amount);
