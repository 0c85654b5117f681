using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>
/// The booking that matched: one that meets the conditions of a booking criterion. In a row for each booking each column has its own type;
/// in a row for each customer it is text, several joined by <c>; </c> in the order of their performances, in every column alike.
/// </summary>
internal static class MatchedBookingColumns
{
    private const string Group = "The booking that matched";

    /// <summary>The statement's own part with the <c>id</c> and <c>customer_id</c> of each booking that matched.</summary>
    public const string Matched = "matched";

    /// <summary>
    /// Of a list that is split, the statement's own part with the <c>id</c>, <c>customer_id</c> and <c>part</c> of each booking that has a
    /// part; several times where it has several.
    /// </summary>
    public const string Placed = "placed";

    private const string Joined =
        "join crm.bookings b on b.id = m.id left join crm.event_instances i on i.id = b.event_instance_id "
        + "left join crm.events e on e.id = i.event_id";

    private const string From = $"{Matched} m {Joined}";

    /// <summary>One row a booking; tells by <c>is_first</c> which of them stands for the customer.</summary>
    public static readonly OutputSource Each = new(
        "matched_booking",
        "select m.customer_id, m.id, row_number() over (partition by m.customer_id order by m.id) = 1 as is_first",
        From, null, "");

    private static readonly OutputSource EachOfPart = Each with
    {
        Select = "select m.customer_id, m.part, m.id, row_number() over (partition by m.part, m.customer_id order by m.id) = 1 as is_first",
        From = $"{Placed} m {Joined}",
    };

    private static readonly OutputSource Together = new(
        "matched_bookings", "select m.customer_id", From, null, "group by m.customer_id");

    private static readonly OutputSource TogetherOfPart = Together with
    {
        Select = "select m.customer_id, m.part",
        From = $"{Placed} m {Joined}",
        Rest = "group by m.customer_id, m.part",
    };

    /// <summary>Where a list's bookings come from.</summary>
    public static OutputSource Source(bool rowPerBooking, bool split) => (rowPerBooking, split) switch
    {
        (true, true) => EachOfPart,
        (true, false) => Each,
        (false, true) => TogetherOfPart,
        (false, false) => Together,
    };

    /// <summary>What they come to, by performance and, on each row, together.</summary>
    public const string TotalsSql =
        $"""
        select e.name as event, i.starts_at, count(*) as bookings, sum(b.tickets)::bigint as tickets, sum(b.amount) as amount,
          count(*) over () as performances, (sum(count(*)) over ())::bigint as all_bookings,
          (sum(sum(b.tickets)) over ())::bigint as all_tickets, sum(sum(b.amount)) over () as all_amount
        from {From}
        group by i.id, e.name, i.starts_at
        order by i.starts_at desc nulls last, e.name collate crm.list_order desc, i.id desc
        """;

    /// <summary>The same of each part, with the place of each performance in it as <c>place</c>.</summary>
    public const string PartTotalsSql =
        $"""
        select e.name as event, i.starts_at, count(*) as bookings, sum(b.tickets)::bigint as tickets, sum(b.amount) as amount,
          count(*) over part as performances, (sum(count(*)) over part)::bigint as all_bookings,
          (sum(sum(b.tickets)) over part)::bigint as all_tickets, sum(sum(b.amount)) over part as all_amount, m.part,
          row_number() over (
            partition by m.part order by i.starts_at desc nulls last, e.name collate crm.list_order desc, i.id desc) as place
        from {Placed} m {Joined}
        group by m.part, i.id, e.name, i.starts_at
        window part as (partition by m.part)
        """;

    public const string TicketsKey = "matched_tickets";
    public const string AmountKey = "matched_amount";

    public static readonly IReadOnlyList<OutputColumn> All =
    [
        Column("matched_event", "Event", FileColumnKind.Text, "e.name"),
        Column("matched_performance", "Performance", FileColumnKind.Instant, "i.starts_at", Wall("i.starts_at")),
        Column("matched_event_tags", "Event Tags", FileColumnKind.Text, Tags("; "), Tags(", ")),
        Column("matched_producer", "Producer", FileColumnKind.Text, "e.producer"),
        Column(TicketsKey, "Tickets", FileColumnKind.Integer, "b.tickets::bigint", "b.tickets::text"),
        Column("matched_ticket_type", "Ticket Type", FileColumnKind.Text, "b.ticket_type"),
        Column("matched_seats", "Seats", FileColumnKind.Text, "b.seats"),
        Column(AmountKey, "Amount", FileColumnKind.Decimal, "b.amount", "b.amount::text"),
        Column("matched_status", "Status", FileColumnKind.Text, "b.status"),
        Column("matched_booked_at", "Booked At", FileColumnKind.Instant, "b.booked_at", Wall("b.booked_at")),
        Column("matched_notes", "Notes", FileColumnKind.Text, "b.notes") with { IsContact = true },
    ];

    /// <summary>The column as a list shows it; other columns as they are.</summary>
    public static OutputColumn In(OutputColumn column, bool rowPerBooking, bool split = false) => !column.IsOfBooking ? column
        : rowPerBooking
            ? column with { Source = Source(rowPerBooking, split), SourceSql = column.BookingSql, Sql = $"{Each.Name}.{column.Key}" }
            : column with
            {
                Kind = FileColumnKind.Text,
                Source = Source(rowPerBooking, split),
                // One place for each booking, so that the columns of a row can be read side by side; nothing at all where none has any.
                SourceSql = $"case when count({column.BookingTextSql}) > 0 then "
                    + $"string_agg(coalesce({column.BookingTextSql}, ''), '; ' order by i.starts_at, b.id) end",
                Sql = $"{Together.Name}.{column.Key}",
            };

    private static string Wall(string instant) => $"to_char({instant} at time zone {{zone}}, 'YYYY-MM-DD HH24:MI')";

    private static string Tags(string between) =>
        $"(select string_agg(tag.name, '{between}' order by tag.name collate crm.list_order, tag.id) from crm.tagged_events te "
        + "join crm.event_tags tag on tag.id = te.event_tag_id where te.event_id = i.event_id)";

    private static OutputColumn Column(string key, string label, FileColumnKind kind, string sql, string? text = null) =>
        new(key, label, Group, false, kind) { BookingSql = sql, BookingTextSql = text ?? sql };
}
