using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;
using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// A booking that meets all of the conditions at once. Number and total at least are over all the bookings that meet the
/// other conditions. Without any condition: any booking. A cancelled performance is on no date: a booking for one meets an event
/// date only where the performance itself is chosen.
/// </summary>
public sealed record BookingCriterion : Criterion
{
    public IReadOnlyList<Choice> Events { get; init; } = [];

    /// <summary>A part of the event's name; null for any.</summary>
    public string? EventNameContains { get; init; }

    public IReadOnlyList<Choice> EventTags { get; init; } = [];

    public IReadOnlyList<string> Producers { get; init; } = [];

    public IReadOnlyList<Choice> Instances { get; init; } = [];

    /// <summary>The performance that the run is about, or its day; null for any.</summary>
    public ThisPerformance? ThisPerformance { get; init; }

    public DateMetric? EventDate { get; init; }

    public DateMetric? BookedDate { get; init; }

    public IReadOnlyList<BookingStatus> Statuses { get; init; } = [];

    public int? TicketsAtLeast { get; init; }

    public decimal? AmountAtLeast { get; init; }

    public int? NumberAtLeast { get; init; }

    public decimal? TotalAtLeast { get; init; }

    public override string? Problem() => Problems.First(
        Problems.Choices(Events),
        EventNameContains is null ? null : Problems.Text(EventNameContains, "Enter a part of the event's name."),
        Problems.Choices(EventTags),
        Problems.Texts(Producers),
        Problems.Choices(Instances),
        ThisPerformance is { } asked && !Enum.IsDefined(asked) ? "Choose what this performance means." : null,
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
            EventNameContains is null ? null : $"for an event whose name contains \"{EventNameContains}\"",
            EventTags.Count == 0 ? null : $"for an event tagged {Phrases.AnyOf(EventTags)}",
            Producers.Count == 0 ? null : $"for productions of {Phrases.AnyOf(Producers)}",
            Instances.Count == 0 ? null : $"for {Phrases.AnyOf(Instances)}",
            ThisPerformance switch
            {
                Definition.ThisPerformance.Itself => "for this performance",
                Definition.ThisPerformance.ItsDay => "for a performance on the day of this performance",
                _ => null,
            },
            EventDate is null ? null : $"for an event {EventDate.Phrase()}",
            BookedDate is null ? null : $"made {BookedDate.Phrase()}",
            Statuses.Count == 0 ? null : $"with the status {Phrases.AnyOf(Statuses.Select(status => status.ToString()))}",
            TicketsAtLeast is null ? null : $"of at least {Phrases.Count(TicketsAtLeast.Value, "ticket", "tickets")}{Each}",
            AmountAtLeast is null ? null : $"worth at least {Phrases.Amount(AmountAtLeast.Value)}{Each}",
        ]);

    internal override string ForPartners()
    {
        var several = NumberAtLeast > 1 || TotalAtLeast is not null;
        var start = several ? $"made {Phrases.AtLeast("booking", "bookings", NumberAtLeast, TotalAtLeast)}"
            : BookedDate is null ? "booked"
            : "made a booking";
        return Phrases.Join(
            start,
            [
                BookedDate?.Phrase(),
                several || BookedDate is not null ? "for" : null,
                What(),
                ThisPerformance switch
                {
                    Definition.ThisPerformance.Itself => "(the performance that this list is about)",
                    Definition.ThisPerformance.ItsDay => "on the day of the performance that this list is about",
                    _ => null,
                },
                EventDate is null ? null : $"that {(EventDate.IsPast() ? "took" : "takes")} place {EventDate.Phrase()}",
                TicketsAtLeast is null ? null : $"with at least {Phrases.Count(TicketsAtLeast.Value, "ticket", "tickets")}{Each}",
                AmountAtLeast is null ? null : $"worth at least {Phrases.Amount(AmountAtLeast.Value)}{Each}",
                IsLive() ? null : $"(bookings that are {Phrases.AnyOf(Statuses.Select(status => status.ToString().ToLowerInvariant()))})",
            ]);
    }

    /// <summary>What was booked: "Hamlet or Macbeth", "a Workshop event of Paper Lantern with "clay" in its name".</summary>
    private string What()
    {
        string[] named = [.. Instances.Select(choice => choice.Name)];
        if (named.Length == 0 && Events.Count > 0)
        {
            named = [.. Events.Select(choice => choice.Name)];
        }

        var tags = EventTags.Count == 0 ? "" : Phrases.AnyOf(EventTags) + " ";
        var article = tags.Length > 0 && "AEIOUaeiou18".Contains(tags[0], StringComparison.Ordinal) ? "an" : tags.Length > 0 ? "a" : "an";
        return Phrases.Join(
            named.Length > 0 ? Phrases.AnyOf(named) : $"{article} {tags}event",
            [
                named.Length > 0 && tags.Length > 0 ? $"({tags.TrimEnd()})" : null,
                Producers.Count == 0 ? null : $"of {Phrases.AnyOf(Producers)}",
                EventNameContains is null ? null : $"with \"{EventNameContains}\" in its name",
            ]);
    }

    /// <summary>Whether it asks for bookings as everybody understands the word.</summary>
    private bool IsLive() => Statuses.Count == 0
        || (Statuses.Contains(BookingStatus.Confirmed)
            && Statuses.All(status => status is BookingStatus.Confirmed or BookingStatus.Reserved));

    public override IEnumerable<DateMetric> DateMetrics() => new[] { EventDate, BookedDate }.OfType<DateMetric>();

    internal override Predicate Compile(CriteriaSql sql)
    {
        var (joins, conditions) = Matching(sql);
        return sql.Rows("crm.bookings b" + joins, "b.customer_id", conditions, NumberAtLeast, "b.amount", TotalAtLeast);
    }

    /// <summary>
    /// What <c>b</c>, a row of <c>crm.bookings</c>, is joined with, each time to one row, and what it must meet. Number and total do not
    /// narrow it.
    /// </summary>
    internal (string Joins, IReadOnlyList<string> Conditions) Matching(CriteriaSql sql)
    {
        var joins = "";
        var conditions = new List<string>();
        var named = Producers.Count > 0 || EventNameContains is not null;
        if (named || Events.Count > 0 || EventTags.Count > 0 || EventDate is not null
            || ThisPerformance == Definition.ThisPerformance.ItsDay)
        {
            joins += " join crm.event_instances i on i.id = b.event_instance_id";
        }

        if (named)
        {
            joins += " join crm.events e on e.id = i.event_id";
        }

        if (Events.Count > 0)
        {
            conditions.Add(sql.AnyId("i.event_id", Events));
        }

        if (EventNameContains is not null)
        {
            conditions.Add(sql.Contains("e.name", EventNameContains));
        }

        if (EventTags.Count > 0)
        {
            conditions.Add($"i.event_id in (select te.event_id from crm.tagged_events te where {sql.AnyId("te.event_tag_id", EventTags)})");
        }

        if (Producers.Count > 0)
        {
            conditions.Add(sql.AnyText("e.producer", Producers));
        }

        if (Instances.Count > 0)
        {
            conditions.Add(sql.AnyId("b.event_instance_id", Instances));
        }
        else if (EventDate is not null || ThisPerformance == Definition.ThisPerformance.ItsDay)
        {
            conditions.Add("not i.cancelled");
        }

        if (ThisPerformance is { } performance)
        {
            conditions.Add(performance == Definition.ThisPerformance.Itself
                ? sql.IsThisPerformance("b.event_instance_id")
                : sql.IsOnItsDay("i.starts_at"));
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
        return (joins, conditions);
    }

    private string Each => NumberAtLeast > 1 || TotalAtLeast is not null ? " each" : "";
}

internal sealed class BookingKind() : CriterionKind<BookingCriterion>("booking", "Booking", CriterionKind.History)
{
    private const int Offered = 60;

    private const string EventsSql =
        """
        select id, name from crm.events
        where id = any(@chosen) or name ilike @find
        order by id = any(@chosen) desc, lower(name), id
        limit cardinality(@chosen) + @offered
        """;

    private const string EventTagsSql =
        """
        select id, name from crm.event_tags
        where id = any(@chosen) or name ilike @find
        order by id = any(@chosen) desc, lower(name), id
        limit cardinality(@chosen) + @offered
        """;

    // Those nearest to now first: a list is seldom about a performance of years ago.
    private const string InstancesSql =
        """
        select i.id, e.name, i.starts_at, i.cancelled
        from crm.event_instances i
        join crm.events e on e.id = i.event_id
        where i.id = any(@chosen)
          or ((e.name ilike @find or to_char(i.starts_at at time zone @zone, 'YYYY-MM-DD') like @find)
            and (cardinality(@events) = 0 or e.id = any(@events)))
        order by i.id = any(@chosen) desc, abs(extract(epoch from i.starts_at - @now)), i.id
        limit cardinality(@chosen) + @offered
        """;

    public override void Begin(CriterionInput input) => input.Statuses = [BookingStatus.Confirmed];

    protected override void Fill(CriterionInput input, BookingCriterion criterion)
    {
        input.Ids = [.. criterion.Events.Select(choice => choice.Id)];
        input.Instances = [.. criterion.Instances.Select(choice => choice.Id)];
        input.Text = criterion.EventNameContains ?? "";
        input.ThisPerformance = criterion.ThisPerformance?.ToString() ?? "";
        input.EventTags = [.. criterion.EventTags.Select(choice => choice.Id)];
        (input.Values, input.Statuses) = ([.. criterion.Producers], [.. criterion.Statuses]);
        (input.Date, input.BookedDate) = (DateMetricInput.Of(criterion.EventDate), DateMetricInput.Of(criterion.BookedDate));
        input.TicketsAtLeast = CriterionInput.Typed(criterion.TicketsAtLeast);
        input.AmountAtLeast = CriterionInput.Typed(criterion.AmountAtLeast);
        input.NumberAtLeast = CriterionInput.Typed(criterion.NumberAtLeast);
        input.TotalAtLeast = CriterionInput.Typed(criterion.TotalAtLeast);
    }

    public override (string Field, string Problem)? Missing(CriterionInput input) =>
        input.Text.Length > 0 && Problems.Text(input.Text, "Enter a part of the event's name, or leave this empty.") is { } problem
            ? (nameof(CriterionInput.Text), problem)
            : null;

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new BookingCriterion
    {
        Events = CriterionChoices.Of(input.Ids, choices.Events),
        Instances = CriterionChoices.Of(input.Instances, choices.Instances),
        EventNameContains = input.Text.Length == 0 ? null : input.Text.Trim(),
        EventTags = CriterionChoices.Of(input.EventTags, choices.EventTags),
        Producers = CriterionInput.Each(input.Values),
        ThisPerformance = Enum.TryParse<ThisPerformance>(input.ThisPerformance, out var asked) && Enum.IsDefined(asked) ? asked : null,
        EventDate = input.Date.ToMetric(),
        BookedDate = input.BookedDate.ToMetric(),
        Statuses = [.. input.Statuses.Distinct()],
        TicketsAtLeast = CriterionInput.Whole(input.TicketsAtLeast),
        AmountAtLeast = CriterionInput.Amount(input.AmountAtLeast),
        NumberAtLeast = CriterionInput.Whole(input.NumberAtLeast),
        TotalAtLeast = CriterionInput.Amount(input.TotalAtLeast),
    };

    internal override async Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader)
    {
        // Find is for events and their dates: every producer is offered.
        var producers = CriterionChoices.Offer(
            await reader.ValuesAsync("select distinct producer from crm.events", whole: true), input.Values);
        var (events, moreEvents) = await reader.NamedAsync(EventsSql, input.Ids, Offered);
        var (instances, moreInstances) = await InstancesAsync(input, reader);
        var (tags, moreTags) = await reader.NamedAsync(EventTagsSql, input.EventTags, ChoiceReader.MostValues);
        return producers with
        {
            Events = events,
            Instances = instances,
            EventTags = tags,
            More = producers.More || moreEvents || moreInstances || moreTags,
        };
    }

    protected override IEnumerable<(string Field, Choice Choice)> Gone(
        CriterionInput input, CriterionChoices choices, BookingCriterion? before) =>
    [
        .. CriterionChoices.Missing(nameof(CriterionInput.Ids), input.Ids, choices.Events, before?.Events),
        .. CriterionChoices.Missing(nameof(CriterionInput.EventTags), input.EventTags, choices.EventTags, before?.EventTags),
        .. CriterionChoices.Missing(nameof(CriterionInput.Instances), input.Instances, choices.Instances, before?.Instances),
    ];

    private static async Task<(Choice[] Instances, bool More)> InstancesAsync(CriterionInput input, ChoiceReader reader)
    {
        var zone = await reader.ZoneAsync();
        var rows = await reader.AllAsync<(long Id, string Name, Instant StartsAt, bool Cancelled)>(InstancesSql, new
        {
            chosen = input.Instances.ToArray(), events = input.Ids.ToArray(), find = reader.Find, zone = zone.Id, now = reader.Now,
            offered = Offered + 1,
        });
        Choice[] choices =
        [
            .. rows.Select(row => new Choice(
                row.Id, $"{row.Name}, {WallTimeOf(row.StartsAt.InZone(zone))}{(row.Cancelled ? " (cancelled)" : "")}")),
        ];
        return (choices, rows.Length > input.Instances.Count + Offered);
    }

    private static string WallTimeOf(ZonedDateTime start) => start.ToString("ddd d MMM uuuu HH:mm", CultureInfo.GetCultureInfo("en-GB"));
}

public enum BookingStatus
{
    Reserved,
    Confirmed,
    Cancelled,
    Refunded,
}
