using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>Three lists that venues need daily, defined as users define theirs.</summary>
internal sealed record SampleLists(long WorkshopAttendees, long ProducersBookers, long YesterdaysDonors)
{
    private static readonly string[] Attendees =
        [
            "matched_event", "matched_performance", "name", "matched_tickets", "matched_ticket_type", "matched_notes", "email",
            "phone", "mobile",
        ];

    /// <summary>What a producer is shown of who booked: no address, but each booking with its tickets and amount.</summary>
    public static readonly string[] Sales =
        ["name", "town", "matched_event", "matched_performance", "matched_tickets", "matched_amount"];

    public static async Task<SampleLists> WriteAsync(
        NpgsqlConnection connection, Guid owner, Instant now, CancellationToken cancellationToken)
    {
        var agreed = new ContactPreferenceCriterion(new Choice(1, SampleWords.ContactPreferences[0]), [ContactAnswer.Yes]);
        var canBeMailed = await connection.ScalarAsync<long>(
            "insert into segments (name, definition) values ('Can be e-mailed', @definition::jsonb) returning id",
            new { definition = SegmentDefinition.Of(new EmailCriterion(true), agreed).ToJson() },
            cancellationToken);
        return new SampleLists(
            await AddAsync(
                "Workshops", "Today's workshop attendees", "Every confirmed place in one of today's workshops, a row for each booking.",
                new ListDefinition(Filter.Empty, One("Attending a workshop today", new BookingCriterion
                {
                    EventTags = [SampleProgramme.Workshop],
                    EventDate = new DateMetric(DateMetricKind.Today),
                    Statuses = [BookingStatus.Confirmed],
                })),
                Attendees, ["matched_performance", "matched_event", "name"], rowPerBooking: true),
            await AddAsync(
                "Producers", $"Bookers of {SampleWords.PartnerProducer}",
                $"Everyone who has booked for a production of {SampleWords.PartnerProducer}.",
                new ListDefinition(Filter.Empty, One("Booked one of its productions", new BookingCriterion
                {
                    Producers = [SampleWords.PartnerProducer],
                    Statuses = [BookingStatus.Reserved, BookingStatus.Confirmed],
                })),
                ["name", "town", "postcode", "tickets", "last_booking_date"], ["name"]),
            await AddAsync(
                "Fundraising", "Yesterday's donors", "Everyone who made a donation yesterday and can be thanked by e-mail.",
                new ListDefinition(
                    new Filter([new Area([new GlobalSegment(canBeMailed)])]),
                    One("Donated yesterday", new DonationCriterion { Date = new DateMetric(DateMetricKind.Yesterday) })),
                ["name", "email", "last_donation_amount", "last_donation_fund", "total_donations"], ["name"]));

        async Task<long> AddAsync(
            string folder, string name, string description, ListDefinition definition, string[] columns, string[] sort,
            bool rowPerBooking = false)
        {
            return await connection.ScalarAsync<long>(
                """
                with folder as (insert into customer_list_folders (name) values (@folder) returning id)
                insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, row_per_booking, owner_id,
                  created_at)
                select id, @name, @description, @definition::jsonb, @columns, @sort::jsonb, @rowPerBooking, @owner, @now from folder
                returning id
                """,
                new
                {
                    folder,
                    name,
                    description,
                    definition = definition.ToJson(),
                    columns,
                    sort = SortBy.ToJson(sort.Select(column => new SortBy(column, false))),
                    rowPerBooking,
                    owner,
                    now,
                },
                cancellationToken);
        }
    }

    private static Filter One(string name, Criterion criterion) =>
        new([new Area([new LocalSegment(name, SegmentDefinition.Of(criterion))])]);
}
