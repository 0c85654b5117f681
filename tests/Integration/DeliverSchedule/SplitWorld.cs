using System.Text.RegularExpressions;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>
/// A venue with three producers and a production of none. Ada booked Paper Lantern twice and North Quay once, Ben Paper Lantern, Cora
/// Tidewater, and Dan what nobody produces.
/// </summary>
internal sealed partial class SplitWorld(TestApplication application)
{
    public const string Booked =
        """
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"Booked","definition":{"join":"and",
          "criteria":[{"kind":"booking"}]}}]}]}}
        """;

    public DeliveryWorld World { get; } = new(application);

    public Task FillAsync() => World.ExecuteAsync(
        """
        truncate crm.customers, crm.events, crm.event_tags, crm.event_instances, crm.bookings cascade;
        insert into crm.customers (id, external_reference, first_name, email, created_at) values
          (1, 'A', 'Ada', 'ada@example.org', now()), (2, 'B', 'Ben', 'ben@example.org', now()),
          (3, 'C', 'Cora', 'cora@example.org', now()), (4, 'D', 'Dan', 'dan@example.org', now());
        insert into crm.events (id, external_reference, name, producer) values
          (1, 'E1', 'Clay Workshop', 'Paper Lantern'), (2, 'E2', 'Hamlet', 'North Quay'), (3, 'E3', 'Jazz', ' TIDEWATER '),
          (4, 'E4', 'Open Day', null);
        insert into crm.event_tags (id, external_reference, name) values (1, 'T1', 'Families'), (2, 'T2', 'Evening');
        insert into crm.tagged_events values (1, 1), (2, 1), (2, 2);
        insert into crm.event_instances (id, external_reference, event_id, starts_at)
        select id, 'I' || id, id, '2026-12-10 19:30+00'::timestamptz + id * interval '1 day' from generate_series(1, 4) id;
        insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status, notes) values
          (1, 'B1', 1, 1, '2026-11-01 10:00+00', 1, 10, 'Confirmed', 'first'),
          (2, 'B2', 1, 1, '2026-11-02 10:00+00', 2, 20, 'Confirmed', 'second'),
          (3, 'B3', 1, 2, '2026-11-02 10:00+00', 3, 30, 'Confirmed', 'hers'),
          (4, 'B4', 2, 1, '2026-11-02 10:00+00', 4, 40, 'Confirmed', null),
          (5, 'B5', 3, 3, '2026-11-02 10:00+00', 5, 50, 'Confirmed', null),
          (6, 'B6', 4, 4, '2026-11-02 10:00+00', 6, 60, 'Confirmed', null);
        -- Whoever comes after them, in whichever order tests run, has a number that nobody had.
        select setval(sequence, greatest(nextval(sequence), 1000)) from pg_get_serial_sequence('crm.customers', 'id') sequence
        """);

    /// <summary>A schedule, due, whose one list is split; each pair is a value and an address that gets it.</summary>
    public async Task<DeliveryWorld.ScheduleIds> AddAsync(
        string by, (string Value, string Address)[] parts, bool rowPerBooking = false, string whenEmpty = "send", bool onDemand = false,
        string columns = "{name,matched_event,matched_tickets,matched_notes}", Guid? owner = null)
    {
        var ids = await World.AddScheduleAsync(
            DeliveryWorld.Due, [.. parts.Select(part => part.Address).Distinct()], whenEmpty, Booked, owner, onDemand);
        await World.ExecuteAsync(
            """
            update scheduled_lists
            set split_by = @by, row_per_booking = @rowPerBooking, output_columns = @columns::text[], name = 'Attendees'
            where id = @ScheduledListId;
            """,
            new { by, rowPerBooking, columns, ids.ScheduledListId });
        foreach (var (index, (value, address)) in parts.Index())
        {
            await NameAsync(ids.ScheduledListId, value, address, index + 1);
        }

        return ids;
    }

    public Task NameAsync(long scheduledList, string value, string address, int position = 99) => World.ExecuteAsync(
        """
        insert into scheduled_list_parts (scheduled_list_id, value, address, position)
        values (@scheduledList, @value, @address, @position)
        """,
        new { scheduledList, value, address, position });

    public Task TakeOffAsync(long scheduledList, string value, string address) => World.ExecuteAsync(
        "delete from scheduled_list_parts where scheduled_list_id = @scheduledList and value = @value and address = @address",
        new { scheduledList, value, address });

    /// <summary>The mails to an address, as text, oldest first.</summary>
    public string[] MailTo(string address) =>
    [
        .. MailText.In(Path.Combine(application.DataDirectory, "mail"))
            .Where(mail => mail.Contains(address, StringComparison.Ordinal)).Select(MailText.Plain),
    ];

    /// <summary>The links of a mail, in its order.</summary>
    public static string[] Links(string mail) => [.. Link().Matches(mail).Select(match => match.Value)];

    /// <summary>The lines of the file behind a link, for whoever is signed in.</summary>
    public static async Task<string[]> CollectAsync(HttpClient client, string link)
    {
        var page = await client.PageAsync(link);
        var file = await client.GetStringAsync(
            page.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
        return file.TrimStart('\uFEFF').Trim().Split("\r\n");
    }

    public Task<string> PromoterAsync() => NewAsync(Roles.CollectReport);

    private async Task<string> NewAsync(string role) => (await application.CreateUserAsync(null, role)).Email!;

    [GeneratedRegex("/collect/[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}
