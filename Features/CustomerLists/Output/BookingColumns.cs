using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>
/// What a customer booked. Confirmed bookings alone count; a cancelled performance is neither the last nor the next event.
/// </summary>
internal static class BookingColumns
{
    private const string Group = "Bookings (Confirmed)";

    private static readonly OutputSource Totals = new(
        "booking_totals", "select b.customer_id",
        "crm.bookings b", "b.customer_id",
        "where b.status = 'Confirmed' group by b.customer_id");

    private static readonly OutputSource Last = new(
        "last_event", "select distinct on (b.customer_id) b.customer_id",
        "crm.bookings b join crm.event_instances i on i.id = b.event_instance_id join crm.events e on e.id = i.event_id", "b.customer_id",
        "where b.status = 'Confirmed' and not i.cancelled and i.starts_at < {as_of} order by b.customer_id, i.starts_at desc, b.id desc");

    private static readonly OutputSource Next = Last with
    {
        Name = "next_event",
        Rest = "where b.status = 'Confirmed' and not i.cancelled and i.starts_at >= {as_of} order by b.customer_id, i.starts_at, b.id",
    };

    public static readonly IReadOnlyList<OutputColumn> All =
    [
        Total("first_booking_date", "First Booking Date", FileColumnKind.Instant, "min(b.booked_at)"),
        Total("last_booking_date", "Last Booking Date", FileColumnKind.Instant, "max(b.booked_at)"),
        Event(Next, "next_booking_date", "Next Booking Date", FileColumnKind.Instant, "i.starts_at"),
        Event(Last, "last_event", "Last Event", FileColumnKind.Text, "e.name"),
        Event(Last, "last_event_date", "Last Event Date", FileColumnKind.Instant, "i.starts_at"),
        Event(Next, "next_event", "Next Event", FileColumnKind.Text, "e.name"),
        Event(Next, "next_event_venue", "Next Event Venue", FileColumnKind.Text, "i.venue"),
        Event(Next, "next_event_tickets", "Next Event Tickets", FileColumnKind.Integer, "b.tickets::bigint"),
        Total("bookings", "Bookings", FileColumnKind.Integer, "count(*)", "0"),
        Total("tickets", "Total Tickets", FileColumnKind.Integer, "sum(b.tickets)", "0"),
        Total("lifetime_spend", "Lifetime Spend", FileColumnKind.Decimal, "sum(b.amount)", "0.00"),
        Total("spend_this_year", "Spend This Year", FileColumnKind.Decimal,
            "sum(b.amount) filter (where b.booked_at >= {this_year} and b.booked_at < {next_year})", "0.00"),
        Total("spend_last_year", "Spend Last Year", FileColumnKind.Decimal,
            "sum(b.amount) filter (where b.booked_at >= {last_year} and b.booked_at < {this_year})", "0.00"),
        Total("average_booking", "Average Booking", FileColumnKind.Decimal, "round(avg(b.amount), 2)"),
    ];

    private static OutputColumn Total(string key, string label, FileColumnKind kind, string sql, string? none = null) =>
        new(key, label, Group, false, kind)
        {
            Source = Totals,
            SourceSql = sql,
            Sql = none is null ? $"{Totals.Name}.{key}" : $"coalesce({Totals.Name}.{key}, {none})",
        };

    private static OutputColumn Event(OutputSource source, string key, string label, FileColumnKind kind, string sql) =>
        new(key, label, Group, false, kind) { Source = source, SourceSql = sql, Sql = $"{source.Name}.{key}" };
}
