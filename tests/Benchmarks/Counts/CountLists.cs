using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Benchmarks.Counts;

/// <summary>Ten lists as a venue keeps them. Each has SQL of its number beside this file, written by hand.</summary>
internal static class CountLists
{
    private static readonly AreaSegment HasEmail = Segment(new EmailCriterion(true));

    public static IReadOnlyList<(string Name, ListDefinition List)> All(IReadOnlyDictionary<string, long> events)
    {
        var workshops = events.Where(e => e.Key.Contains("Workshop", StringComparison.Ordinal)).Select(e => new Choice(e.Value, e.Key))
            .ToArray();
        return
        [
            ("01-workshop-attendees-today", OnMain(Area(Segment(new BookingCriterion
            {
                Events = workshops, EventDate = new DateMetric(DateMetricKind.Today), Statuses = [BookingStatus.Confirmed],
            })))),
            ("02-donors-of-yesterday", new ListDefinition(
                Filter(Area(HasEmail)), Filter(Area(Segment(new DonationCriterion { Date = new DateMetric(DateMetricKind.Yesterday) }))))),
            ("03-bookers-of-a-producer", OnMain(Area(Segment(new BookingCriterion
            {
                Producers = ["Paper Lantern Theatre"], Statuses = [BookingStatus.Reserved, BookingStatus.Confirmed],
            })))),
            ("04-lapsed-bookers", new ListDefinition(
                Filter(Area(HasEmail, Segment(new ContactPreferenceCriterion(new Choice(1, "E-mail"), [ContactAnswer.Yes])))),
                Filter(Area(
                    Segment(new BookingCriterion { BookedDate = new DateMetric(DateMetricKind.LastYear) }),
                    Segment(new BookingCriterion { BookedDate = new DateMetric(DateMetricKind.ThisYear) }) with { Not = true })))),
            ("05-frequent-bookers", OnMain(Area(Segment(new BookingCriterion
            {
                Statuses = [BookingStatus.Confirmed], BookedDate = new DateMetric(DateMetricKind.LastDays, 365), NumberAtLeast = 5,
            })))),
            ("06-big-spenders", OnMain(Area(Segment(new BookingCriterion { Statuses = [BookingStatus.Confirmed], TotalAtLeast = 300 })))),
            ("07-members-or-donors", OnMain(
                Area(Segment(new MembershipCriterion { Current = true })), Area(Segment(new DonationCriterion { TotalAtLeast = 100 })))),
            ("08-nearby-and-not-mailed-lately", OnMain(Area(
                Segment(new PostcodeCriterion(["OX"])),
                Segment(new TagCriterion([new Choice(1, "1"), new Choice(2, "2")])),
                Segment(new MailingCriterion
                {
                    Categories = ["What's On"],
                    Date = new DateMetric(DateMetricKind.LastDays, 30),
                }) with { Not = true }))),
            ("09-birthdays-next-month", OnMain(Area(
                Segment(new BirthdayCriterion(new DateMetric(DateMetricKind.NextMonth))),
                Segment(new BookingCriterion { TicketsAtLeast = 2, BookedDate = new DateMetric(DateMetricKind.ThisYear) })))),
            ("10-workshops-but-no-jazz-or-film", new ListDefinition(
                Filter(Area(HasEmail)),
                Filter(
                    Area(
                        Segment(new BookingCriterion
                        {
                            Events = [Event("Clay Workshop"), Event("Family Clay Workshop")],
                            Statuses = [BookingStatus.Confirmed],
                        }),
                        Segment(new BookingCriterion { Events = [Event("Sunday Afternoon Jazz")] }) with { Not = true }),
                    Area(Segment(new TownCriterion(["Witney"])), Segment(new BookingCriterion { Events = [Event("Monday Film Club")] }))))),
        ];

        Choice Event(string name) => new(events[name], name);
    }

    private static ListDefinition OnMain(params Area[] areas) => new(Features.CustomerLists.Definition.Filter.Empty, Filter(areas));

    private static Filter Filter(params Area[] areas) => new(areas);

    private static Area Area(params AreaSegment[] segments) => new(segments);

    private static LocalSegment Segment(Criterion criterion) => new("Segment", SegmentDefinition.Of(criterion));
}
