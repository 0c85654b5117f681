using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.BuildCustomerList.Templates;

/// <summary>
/// The templates, in the order in which they are offered. They name nothing that only one venue has: no event, tag, producer, fund or
/// contact preference.
/// </summary>
public static class ListTemplates
{
    private static readonly Place First = new(Pre: false, 0, 0, 0);

    public static readonly ListTemplate Empty = new(
        "empty", "Empty", "Everyone, with the columns of the Output Template.", ListDefinition.Everyone, [], [], false, null, "");

    public static readonly IReadOnlyList<ListTemplate> All =
    [
        Empty,
        new(
            "attendees", "Daily attendees", "Who has a confirmed booking for today: a row for each booking, with seats and notes.",
            Of(new LocalSegment("Booked for today", SegmentDefinition.Of(new BookingCriterion
            {
                EventDate = new DateMetric(DateMetricKind.Today),
                Statuses = [BookingStatus.Confirmed],
            }))),
            [
                "matched_performance", "matched_event", "name", "matched_tickets", "matched_ticket_type", "matched_seats", "matched_notes",
                "phone",
            ],
            [new("matched_performance", false), new("matched_event", false), new("name", false)], true, First,
            "The list works as it is, for everything that is on today. For one workshop, choose its event or event tag, then Ok and Save."),
        new(
            "sales", "Partner sales", "Every confirmed booking, with its tickets and amount and without contact details.",
            Of(new LocalSegment("Sold", SegmentDefinition.Of(new BookingCriterion { Statuses = [BookingStatus.Confirmed] }))),
            [
                "matched_event", "matched_performance", "matched_booked_at", "matched_tickets", "matched_ticket_type", "matched_amount",
                "matched_status",
            ],
            [new("matched_event", false), new("matched_performance", false), new("matched_booked_at", false)], true, First,
            "The list works as it is, for the productions of everybody. Choose the producer whose sales it is to show, then Ok and Save."),
        new(
            "donors", "Thank yesterday's donors", "Who made a donation yesterday and has an e-mail address.",
            Of(
                new LocalSegment("Gave yesterday", SegmentDefinition.Of(new DonationCriterion
                {
                    Date = new DateMetric(DateMetricKind.Yesterday),
                })),
                new LocalSegment("Has an e-mail address", SegmentDefinition.Of(new EmailCriterion(Present: true)))),
            ["name", "letter_salutation", "first_name", "email", "last_donation_amount", "last_donation_fund", "total_donations"],
            [new("name", false)], false, null,
            "The list works as it is. Add a Contact preference segment, so that only those who agreed to it are e-mailed, then Save."),
    ];

    public static ListTemplate? Find(string? key) => All.FirstOrDefault(template => template.Key == key);

    private static ListDefinition Of(params AreaSegment[] segments) =>
        ListDefinition.Everyone with { MainFilter = new Filter([new Area(segments)]) };
}
