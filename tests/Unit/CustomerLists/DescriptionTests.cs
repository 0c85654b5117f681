using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using NodaTime;

namespace CustomerListSchedules.Unit.CustomerLists;

public sealed class DescriptionTests
{
    private static readonly DateMetricClock Dates =
        new(Instant.FromUtc(2026, 11, 18, 12, 0), DateTimeZoneProviders.Tzdb["Europe/London"]);

    private static readonly Criterion Attends = new BookingCriterion
    {
        Events = [new Choice(1, "Clay Workshop"), new Choice(2, "Life Drawing")],
        EventDate = new DateMetric(DateMetricKind.Today),
        Statuses = [BookingStatus.Confirmed],
    };

    private static readonly Criterion Gave = new DonationCriterion { Date = new DateMetric(DateMetricKind.LastWeek), TotalAtLeast = 50 };

    [Fact]
    public void A_list_without_segments_is_everyone() => Assert.Equal("Everyone.", Describe(Filter.Empty, Filter.Empty));

    [Fact]
    public void A_segment_is_told_by_its_criteria() => Assert.Equal(
        "Customers who have a booking for Clay Workshop or Life Drawing for an event today with the status Confirmed.",
        Describe(Filter.Empty, Of([Local(false, Attends)])));

    [Fact]
    public void A_partner_is_told_who_is_on_a_list_without_a_word_of_the_builder()
    {
        Assert.Equal("People who booked Clay Workshop or Life Drawing that takes place today.", ForPartners(Attends));
        Assert.Equal("People who booked a Workshop event that takes place today.", ForPartners(new BookingCriterion
        {
            EventTags = [new Choice(1, "Workshop")], EventDate = new DateMetric(DateMetricKind.Today), Statuses = [BookingStatus.Confirmed],
        }));
        Assert.Equal(
            "People who made at least 2 bookings in the last 7 days for an event of Paper Lantern that took place yesterday.",
            ForPartners(new BookingCriterion
            {
                Producers = ["Paper Lantern"], NumberAtLeast = 2, BookedDate = new DateMetric(DateMetricKind.LastDays, 7),
                EventDate = new DateMetric(DateMetricKind.Yesterday), Statuses = [BookingStatus.Confirmed, BookingStatus.Reserved],
            }));
        Assert.Equal(
            "People who made a booking today for an event with \"clay\" in its name with at least 3 tickets (bookings that are cancelled "
            + "or refunded).",
            ForPartners(new BookingCriterion
            {
                EventNameContains = "clay", BookedDate = new DateMetric(DateMetricKind.Today), TicketsAtLeast = 3,
                Statuses = [BookingStatus.Cancelled, BookingStatus.Refunded],
            }));
        Assert.Equal(
            "People who booked an event (the performance that this list is about).",
            ForPartners(new BookingCriterion { ThisPerformance = ThisPerformance.Itself }));
        Assert.Equal(
            "People who booked an event on the day of the performance that this list is about.",
            ForPartners(new BookingCriterion { ThisPerformance = ThisPerformance.ItsDay }));
        Assert.Equal(
            "People who said yes to \"E-mail\" and are marked as Press.",
            ForPartners(
                new ContactPreferenceCriterion(new Choice(1, "E-mail"), [ContactAnswer.Yes]), new TagCriterion([new Choice(1, "Press")])));
    }

    private static string ForPartners(params Criterion[] criteria) => ListCompiler.Compile(
        new ListSnapshot(
            new ListDefinition(Filter.Empty, Of([.. criteria.Select(criterion => Local(false, criterion))])),
            new Dictionary<string, SegmentSnapshot>(), ["name"], []),
        OutputCatalogue.With([]), Dates).ForPartners;

    [Fact]
    public void The_Pre_Filter_comes_first_and_areas_are_alternatives() => Assert.Equal(
        "Of the customers who have an e-mail address: those who made donations totalling at least 50.00 last week; or who live in "
        + "Oxford, but are not among those who are tagged Press.",
        Describe(
            Of([Local(false, new EmailCriterion(true))]),
            Of(
                [Local(false, Gave)],
                [Local(false, new TownCriterion(["Oxford"])), Local(true, new TagCriterion([new Choice(1, "Press")]))])));

    [Fact]
    public void Criteria_joined_by_OR_are_told_as_alternatives() => Assert.Equal(
        "Customers who either live in Oxford or have a postcode in OX1 or OX2.",
        Describe(Filter.Empty, new Filter([new Area([new LocalSegment("Near", new SegmentDefinition(
            Join.Or, [new TownCriterion(["Oxford"]), new PostcodeCriterion(["OX1", "OX2"])]))])])));

    [Fact]
    public void Alternatives_stand_last_so_that_what_is_joined_to_them_by_AND_cannot_be_taken_for_one_of_them() => Assert.Equal(
        "Customers who have an e-mail address and live in Wales, and either live in Oxford or are tagged Press, and either live in "
        + "Witney or are tagged Friend, but are not among those who are tagged Shy.",
        Describe(Filter.Empty, Of([
            Either(new TownCriterion(["Oxford"]), new TagCriterion([new Choice(1, "Press")])), Local(false, new EmailCriterion(true)),
            Either(new TownCriterion(["Witney"]), new TagCriterion([new Choice(2, "Friend")])),
            Local(false, new CountryCriterion(["Wales"])),
            Local(true, new TagCriterion([new Choice(3, "Shy")]))])));

    [Fact]
    public void Relative_date_metrics_are_given_with_the_days_they_resolve_to_once_each()
    {
        var snapshot = Snapshot(Of([Local(false, Gave), Local(false, Attends)]), Of([Local(true, Gave)]));
        var compiled = ListCompiler.Compile(snapshot, OutputCatalogue.With([]), Dates);
        Assert.Equal(
            [
                new ResolvedDateMetric("Last week", "Monday 9 to Sunday 15 November 2026"),
                new ResolvedDateMetric("Today", "Wednesday 18 November 2026")
            ],
            compiled.DateMetrics);
    }

    private static string Describe(Filter pre, Filter main) =>
        ListCompiler.Compile(Snapshot(pre, main), OutputCatalogue.With([]), Dates).Describe();

    private static ListSnapshot Snapshot(Filter pre, Filter main) =>
        new(new ListDefinition(pre, main), new Dictionary<string, SegmentSnapshot>(), ["name"], []);

    private static Filter Of(params AreaSegment[][] areas) => new([.. areas.Select(segments => new Area(segments))]);

    private static LocalSegment Either(params Criterion[] criteria) => new("Either", new SegmentDefinition(Join.Or, criteria));

    private static LocalSegment Local(bool not, Criterion criterion) => new("A segment", SegmentDefinition.Of(criterion), not);
}
