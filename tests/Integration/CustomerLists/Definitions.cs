using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CustomerListSchedules.Integration.CustomerLists;

/// <summary>A random list with the global segments that it may use, and the moment at which it runs.</summary>
internal sealed record RandomList(ListDefinition Definition, IReadOnlyDictionary<string, SegmentSnapshot> Globals, Instant AsOf)
{
    public override string ToString() =>
        $"{AsOf} {Definition.ToJson()} {string.Join(' ', Globals.Select(global => $"{global.Key}: {global.Value.Definition.ToJson()}"))}";
}

/// <summary>Random definitions that use every criterion, every date metric, NOT, both joins, empty areas and global segments.</summary>
internal static class Definitions
{
    private static readonly Gen<DateMetric> Metric = Gen.OneOf(
        Gen.Choose(0, (int)DateMetricKind.NextYear).Select(kind => new DateMetric((DateMetricKind)kind)),
        Gen.Choose(1, 40).Select(days => new DateMetric(DateMetricKind.LastDays, days)),
        Gen.Choose(1, 400).Select(days => new DateMetric(DateMetricKind.NextDays, days)),
        from kind in Gen.Elements(DateMetricKind.On, DateMetricKind.Before, DateMetricKind.After)
        from day in Day()
        select new DateMetric(kind, From: day),
        from day in Day()
        from more in Gen.Choose(0, 100)
        select new DateMetric(DateMetricKind.Between, From: day, To: day.PlusDays(more)));

    public static readonly Gen<Criterion> Criterion = Gen.OneOf(
        from field in Gen.Elements(Enum.GetValues<NameField>())
        from match in Gen.Elements(Enum.GetValues<TextMatch>())
        from text in Gen.Elements("ann", "Ann", "B", "zoë", "o'n", "100%", "a_", "n a", "%")
        select (Criterion)new NameCriterion(field, match, text),
        Gen.Elements(true, false).Select(present => (Criterion)new EmailCriterion(present)),
        Some(SmallVenue.Towns).Select(towns => (Criterion)new TownCriterion(towns)),
        Some(SmallVenue.Countries).Select(countries => (Criterion)new CountryCriterion(countries)),
        Some(["OX1", "ox1 1", "OX14", "OX1*", "OX11AA", "ox1 1a", "rg", "K1A", "K1A 0", "750", "%", "_"])
            .Select(starts => (Criterion)new PostcodeCriterion(starts)),
        Metric.Select(date => (Criterion)new CreatedCriterion(date)),
        Metric.Where(
            date => date.Kind is not (DateMetricKind.Before or DateMetricKind.After)).Select(date => (Criterion)new BirthdayCriterion(
                date)),
        Choices(4).Select(tags => (Criterion)new TagCriterion(tags)),
        from preference in Gen.Choose(1, 3)
        from answers in Some(Enum.GetValues<ContactAnswer>())
        select (Criterion)new ContactPreferenceCriterion(new Choice(preference, $"Preference {preference}"), answers),
        Booking(),
        Booking(),
        Booking(),
        Donation(),
        Donation(),
        from schemes in Seldom(Some(SmallVenue.Schemes))
        from current in Gen.Elements(true, false)
        from expires in SeldomDate()
        select (Criterion)new MembershipCriterion { Schemes = schemes, Current = current, Expires = expires },
        from categories in Seldom(Some(SmallVenue.Categories))
        from date in SeldomDate()
        select (Criterion)new MailingCriterion { Categories = categories, Date = date });

    private static readonly Gen<SegmentDefinition> Segment =
        from joined in Gen.Elements(Join.And, Join.Or)
        from count in Gen.Choose(1, 3)
        from criteria in Criterion.ListOf(count)
        select new SegmentDefinition(joined, criteria.ToArray());

    private static readonly Gen<AreaSegment> Placed = Gen.OneOf(
        from definition in Segment
        from not in Gen.Elements(true, false)
        select (AreaSegment)new LocalSegment("Local", definition, not),
        from id in Gen.Choose(1, 2)
        from not in Gen.Elements(true, false)
        select (AreaSegment)new GlobalSegment(id, not));

    private static readonly Gen<Filter> Filter =
        from areas in Gen.Choose(0, 3).SelectMany(count => Gen.Choose(0, 3).SelectMany(segments => Placed.ListOf(segments)).ListOf(count))
        select new Filter([.. areas.Select(segments => new Area(segments.ToArray()))]);

    public static Gen<RandomList> Lists(DateTimeZone zone) =>
        from pre in Filter
        from main in Filter
        from globals in Segment.ListOf(2)
        from day in Gen.OneOf(Gen.Choose(-6, 6), Gen.Choose(-400, 400))
        from offset in Gen.Elements(0, 1, 43_200_000, 86_399_999)
        select new RandomList(
            new ListDefinition(pre, main),
            globals.Select((segment, index) => (segment, index))
                .ToDictionary(pair => $"{pair.index + 1}", pair => new SegmentSnapshot("Global", pair.segment)),
            zone.AtStartOfDay(SmallVenue.Middle.PlusDays(day)).ToInstant() + Duration.FromMilliseconds(offset));

    /// <summary>Smaller lists that may fail alike: one area, or one segment, taken away.</summary>
    public static IEnumerable<RandomList> Smaller(RandomList list) =>
        Smaller(list.Definition.PreFilter).Select(pre => list with { Definition = list.Definition with { PreFilter = pre } })
            .Concat(Smaller(list.Definition.MainFilter).Select(main => list with
            {
                Definition = list.Definition with { MainFilter = main },
            }));

    private static IEnumerable<Filter> Smaller(Filter filter)
    {
        for (var area = 0; area < filter.Areas.Count; area++)
        {
            yield return new Filter([.. filter.Areas.Where((_, index) => index != area)]);
            for (var segment = 0; segment < filter.Areas[area].Segments.Count; segment++)
            {
                var rest = new Area([.. filter.Areas[area].Segments.Where((_, index) => index != segment)]);
                yield return new Filter([.. filter.Areas.Select((whole, index) => index == area ? rest : whole)]);
            }
        }
    }

    private static Gen<Criterion> Booking() =>
        from events in Seldom(Choices(5))
        from part in Gen.Frequency((4, Gen.Constant<string?>(null)), (1, Gen.Elements<string?>("workshop", "JAZZ", "étude", "0%", "_")))
        from tags in Seldom(Choices(3))
        from producers in Seldom(Some(SmallVenue.Producers))
        from instances in Seldom(Choices(30))
        from eventDate in SeldomDate()
        from bookedDate in SeldomDate()
        from statuses in Seldom(Some(Enum.GetValues<BookingStatus>()))
        from tickets in SeldomNumber(4)
        from amount in SeldomAmount()
        from number in SeldomNumber(4)
        from total in SeldomAmount()
        select (Criterion)new BookingCriterion
        {
            Events = events, EventNameContains = part, EventTags = tags, Producers = producers, Instances = instances,
            EventDate = eventDate, BookedDate = bookedDate, Statuses = statuses,
            TicketsAtLeast = tickets, AmountAtLeast = amount, NumberAtLeast = number, TotalAtLeast = total,
        };

    private static Gen<Criterion> Donation() =>
        from funds in Seldom(Some(SmallVenue.Funds))
        from campaigns in Seldom(Some(SmallVenue.Campaigns))
        from date in SeldomDate()
        from amount in SeldomAmount()
        from number in SeldomNumber(3)
        from total in SeldomAmount()
        select (Criterion)new DonationCriterion
        {
            Funds = funds, Campaigns = campaigns, Date = date, AmountAtLeast = amount, NumberAtLeast = number, TotalAtLeast = total,
        };

    private static Gen<LocalDate> Day() => Gen.Choose(-400, 400).Select(days => SmallVenue.Middle.PlusDays(days));

    private static Gen<T[]> Some<T>(T[] from) =>
        Gen.Choose(1, from.Length).SelectMany(count => Gen.Shuffle(from).Select(shuffled => shuffled.Take(count).ToArray()));

    private static Gen<Choice[]> Choices(int most) =>
        Some([.. Enumerable.Range(1, most).Select(id => new Choice(id, $"Number {id}"))]);

    private static Gen<T[]> Seldom<T>(Gen<T[]> some) => Gen.Frequency((3, Gen.Constant(Array.Empty<T>())), (1, some));

    private static Gen<DateMetric?> SeldomDate() =>
        Gen.Frequency((2, Gen.Constant<DateMetric?>(null)), (1, Metric.Select(metric => (DateMetric?)metric)));

    private static Gen<int?> SeldomNumber(int most) =>
        Gen.Frequency((3, Gen.Constant<int?>(null)), (1, Gen.Choose(1, most).Select(number => (int?)number)));

    private static Gen<decimal?> SeldomAmount() =>
        Gen.Frequency((3, Gen.Constant<decimal?>(null)), (1, Gen.Elements<decimal?>(0m, 12.25m, 24.5m, 36m, 60m)));
}
