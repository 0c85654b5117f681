using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// A booking that meets all of the conditions at once. Number and total at least are over all the bookings that meet the
/// other conditions. Without any condition: any booking.
/// </summary>
public sealed record BookingCriterion : Criterion
{
    public IReadOnlyList<Choice> Events { get; init; } = [];

    public IReadOnlyList<string> Producers { get; init; } = [];

    public IReadOnlyList<Choice> Instances { get; init; } = [];

    public DateMetric? EventDate { get; init; }

    public DateMetric? BookedDate { get; init; }

    public IReadOnlyList<BookingStatus> Statuses { get; init; } = [];

    public int? TicketsAtLeast { get; init; }

    public decimal? AmountAtLeast { get; init; }

    public int? NumberAtLeast { get; init; }

    public decimal? TotalAtLeast { get; init; }

    public override string? Problem() => Problems.First(
        Problems.Choices(Events),
        Problems.Texts(Producers),
        Problems.Choices(Instances),
        EventDate?.Problem(),
        BookedDate?.Problem(),
        Problems.Values(Statuses),
        Problems.Number(TicketsAtLeast),
        Problems.Amount(AmountAtLeast),
        Problems.Number(NumberAtLeast),
        Problems.Amount(TotalAtLeast));

    public override string Describe() => Phrases.Join(
        $"have {Phrases.AtLeast("booking", "bookings", NumberAtLeast, TotalAtLeast)}",
        [
            Events.Count == 0 ? null : $"for {Phrases.AnyOf(Events)}",
            Producers.Count == 0 ? null : $"for productions of {Phrases.AnyOf(Producers)}",
            Instances.Count == 0 ? null : $"for {Phrases.AnyOf(Instances)}",
            EventDate is null ? null : $"for an event {EventDate.Phrase()}",
            BookedDate is null ? null : $"made {BookedDate.Phrase()}",
            Statuses.Count == 0 ? null : $"with the status {Phrases.AnyOf(Statuses.Select(status => status.ToString()))}",
            TicketsAtLeast is null ? null : $"of at least {Phrases.Count(TicketsAtLeast.Value, "ticket", "tickets")}{Each}",
            AmountAtLeast is null ? null : $"worth at least {Phrases.Amount(AmountAtLeast.Value)}{Each}",
        ]);

    public override IEnumerable<DateMetric> DateMetrics() => new[] { EventDate, BookedDate }.OfType<DateMetric>();

    internal override Predicate Compile(CriteriaSql sql)
    {
        var from = "crm.bookings b";
        var conditions = new List<string>();
        if (Events.Count > 0 || Producers.Count > 0 || EventDate is not null)
        {
            from += " join crm.event_instances i on i.id = b.event_instance_id";
        }

        if (Events.Count > 0)
        {
            conditions.Add(sql.AnyId("i.event_id", Events));
        }

        if (Producers.Count > 0)
        {
            from += " join crm.events e on e.id = i.event_id";
            conditions.Add(sql.AnyText("e.producer", Producers));
        }

        if (Instances.Count > 0)
        {
            conditions.Add(sql.AnyId("b.event_instance_id", Instances));
        }

        conditions.AddRange(sql.Instants("i.starts_at", EventDate));
        conditions.AddRange(sql.Instants("b.booked_at", BookedDate));
        if (Statuses.Count > 0)
        {
            conditions.Add(Statuses.Count == 1
                ? $"b.status = {sql.Parameter(Statuses[0].ToString())}"
                : $"b.status = any({sql.Parameter(Statuses.Select(status => status.ToString()).ToArray())})");
        }

        conditions.AddRange(sql.AtLeast("b.tickets", TicketsAtLeast));
        conditions.AddRange(sql.AtLeast("b.amount", AmountAtLeast));
        return sql.Rows(from, "b.customer_id", conditions, NumberAtLeast, "b.amount", TotalAtLeast);
    }

    private string Each => NumberAtLeast > 1 || TotalAtLeast is not null ? " each" : "";
}

public enum BookingStatus
{
    Reserved,
    Confirmed,
    Cancelled,
    Refunded,
}
