using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Files;
using Npgsql;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>A list as SQL over <c>crm</c>, for one instant. Each statement takes all of <see cref="Parameters"/>.</summary>
public sealed record CompiledList
{
    /// <summary>
    /// One row a customer, in order: <c>member_count bigint</c> (of the whole list, the same on every row),
    /// <c>customer_id bigint</c>, then the output columns from ordinal 2. With <see cref="RowPerBooking"/> one row a booking that matched,
    /// and one for each customer without any; behind the output columns stand <c>booking_count bigint</c>, <c>row_count bigint</c> (of
    /// the whole list, the same on every row) and <c>is_first boolean</c>, true on one row of each customer. In a row for each customer
    /// <c>booking_count</c> stands there alone, with <see cref="CountsBookings"/>.
    /// </summary>
    public required string RowsSql { get; init; }

    /// <summary>Whether each booking that matched has a row of its own; otherwise each customer has.</summary>
    public required bool RowPerBooking { get; init; }

    /// <summary>Whether bookings that matched are shown, in rows or in columns, and so are counted besides customers.</summary>
    public required bool CountsBookings { get; init; }

    /// <summary>One row: how many customers, and with <see cref="CountsBookings"/> how many bookings that matched.</summary>
    public required string CountSql { get; init; }

    /// <summary>The first 20 rows in the shape of <see cref="RowsSql"/>; their member_count counts these rows alone.</summary>
    public required string PreviewSql { get; init; }

    /// <summary>The members' <c>id</c> alone, in no order.</summary>
    public required string MembersSql { get; init; }

    /// <summary>
    /// One row an e-mail address, compared without capitals, of those who have one, ordered by customer: <c>member_count bigint</c>
    /// (of these), <c>customer_id bigint</c>, <c>email</c>, <c>first_name</c>, <c>last_name</c>, <c>name</c>, then the output columns
    /// from ordinal 6, as in a row for each customer. Of customers who share an address the lowest id stands for all.
    /// </summary>
    public required string MailingSql { get; init; }

    /// <summary>
    /// One row: customers on the list, those with an e-mail address, and different addresses (compared without capitals).
    /// </summary>
    public required string MailingCountSql { get; init; }

    /// <summary>
    /// Where the output shows the bookings that matched, these by performance: <c>event</c>, <c>starts_at timestamptz</c>,
    /// <c>bookings</c>, <c>tickets</c> and <c>amount</c>, the last <see cref="ListCompiler.MostPerformances"/> by their start, latest
    /// first, each row with the totals of all of them: <c>performances</c>, <c>all_bookings</c>, <c>all_tickets</c>, <c>all_amount</c>.
    /// Otherwise null.
    /// </summary>
    public required string? TotalsSql { get; init; }

    /// <summary>With a split the statements of its parts; null without.</summary>
    public required SplitStatements? Split { get; init; }

    /// <summary>Whether the output has the tickets of the booking that matched.</summary>
    public required bool ShowsTickets { get; init; }

    /// <summary>Whether the output has the amount of the booking that matched.</summary>
    public required bool ShowsAmount { get; init; }

    /// <summary>By name, without the @.</summary>
    public required IReadOnlyDictionary<string, object> Parameters { get; init; }

    /// <summary>The output columns in order.</summary>
    public required IReadOnlyList<FileColumn> Columns { get; init; }

    /// <summary>The relative date metrics and what they resolved to, each once.</summary>
    public required IReadOnlyList<ResolvedDateMetric> DateMetrics { get; init; }

    /// <summary>Who is on the list, in one plain sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The same for somebody outside, who knows nothing of the venue's data.</summary>
    public required string ForPartners { get; init; }

    public string Describe() => Description;

    /// <summary>Runs <see cref="CountSql"/>.</summary>
    public async Task<(long Customers, long? Bookings)> CountAsync(NpgsqlCommand count, CancellationToken cancellationToken)
    {
        await using var row = await count.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), CountsBookings ? row.GetInt64(1) : null);
    }

    /// <summary>A command for one of the statements, with all its parameters.</summary>
    public NpgsqlCommand Command(NpgsqlConnection connection, string statement)
    {
        var command = new NpgsqlCommand(statement, connection);
        foreach (var (name, value) in Parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
