using System.Text.RegularExpressions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Members;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>A list with a row for each booking that matched, from its run to the file, the mail and the register.</summary>
public sealed partial class MatchedBookingsTests : IClassFixture<TestApplication>, IAsyncLifetime
{
    private const string Booked =
        """
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[
          {"segments":[{"kind":"local","name":"Workshop","definition":{"join":"and","criteria":[
            {"kind":"booking","eventNameContains":"clay"}]}}]},
          {"segments":[{"kind":"local","name":"Press","definition":{"join":"and","criteria":[
            {"kind":"town","towns":["Fleet Street"]}]}}]}]}}
        """;

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public MatchedBookingsTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    /// <summary>Ada booked twice and Ben once, both at one address; Cora is there without a booking that matters.</summary>
    public async ValueTask InitializeAsync() => await world.ExecuteAsync(
        """
        truncate crm.customers, crm.events, crm.event_instances, crm.bookings cascade;
        insert into crm.customers (id, external_reference, first_name, email, town, created_at) values
          (1, 'A', 'Ada', 'home@example.org', null, now()), (2, 'B', 'Ben', 'HOME@example.org', null, now()),
          (3, 'C', 'Cora', 'cora@example.org', 'Fleet Street', now()), (4, 'D', 'Dan', 'dan@example.org', null, now());
        insert into crm.events (id, external_reference, name) values (1, 'E1', 'Clay Workshop'), (2, 'E2', 'Hamlet');
        insert into crm.event_instances (id, external_reference, event_id, starts_at) values
          (1, 'I1', 1, '2026-12-01 18:30+00'), (2, 'I2', 1, '2026-12-08 18:30+00'), (3, 'I3', 2, '2026-12-01 19:30+00');
        insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status, seats, notes)
        values
          (1, 'B1', 1, 2, '2026-11-01 10:00+00', 2, 37, 'Confirmed', 'C12, C13', null),
          (2, 'B2', 1, 1, '2026-11-02 10:00+00', 1, 18.5, 'Confirmed', null, '=cmd()'),
          (3, 'B3', 2, 1, '2026-11-03 10:00+00', 1, 18.5, 'Confirmed', null, null),
          (4, 'B4', 3, 3, '2026-11-03 10:00+00', 4, 80, 'Confirmed', 'A1', null),
          (5, 'B5', 4, 3, '2026-11-03 10:00+00', 4, 80, 'Confirmed', 'A2', null)
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_booking_has_a_row_the_mail_says_both_counts_and_the_register_takes_a_customer_once()
    {
        var (lines, mail, delivery) = await DeliverAsync(rowPerBooking: true, "matched_performance");
        Assert.Equal(
            [
                "Name,Event,Performance,Tickets,Seats,Amount,Notes",
                "Ada,Clay Workshop,2026-12-01 18:30,1,,18.50,'=cmd()",
                "Ben,Clay Workshop,2026-12-01 18:30,1,,18.50,",
                "Ada,Clay Workshop,2026-12-08 18:30,2,\"C12, C13\",37.00,",
                "Cora,,,,,,",
            ],
            lines);
        Assert.Contains("3 customers, 3 bookings", mail, StringComparison.Ordinal);
        Assert.Equal(
            "3 3",
            await world.ScalarAsync<string>(
                "select concat_ws(' ', row_count, booking_count) from deliveries where id = @delivery", new { delivery }));
        var file = await world.ScalarAsync<long>("select file_id from deliveries where id = @delivery", new { delivery });
        Assert.Equal(
            3 * 8L,
            await world.ScalarAsync<long>("select sum(octet_length(hashes)) from stored_file_members where file_id = @file", new { file }));
        var register = application.Services.GetRequiredService<MemberRegister>();
        Assert.Contains(file, (await register.FindAsync(1, TestContext.Current.CancellationToken)).Holding);
        Assert.DoesNotContain(file, (await register.FindAsync(4, TestContext.Current.CancellationToken)).Holding);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var run = await world.ScalarAsync<long>("select run_id from deliveries where id = @delivery", new { delivery });
        Assert.Contains("3 customers, 3 bookings", (await staff.PageAsync($"/runs/{run}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_for_each_customer_joins_them_in_the_order_of_their_performances_with_a_place_for_each()
    {
        var (lines, mail, delivery) = await DeliverAsync(rowPerBooking: false, "name");
        Assert.Equal(
            [
                "Name,Event,Performance,Tickets,Seats,Amount,Notes",
                "Ada,Clay Workshop; Clay Workshop,2026-12-01 18:30; 2026-12-08 18:30,1; 2,\"; C12, C13\",18.50; 37.00,'=cmd(); ",
                "Ben,Clay Workshop,2026-12-01 18:30,1,,18.50,",
                "Cora,,,,,,",
            ],
            lines);
        Assert.Contains("3 customers, 3 bookings", mail, StringComparison.Ordinal);
        Assert.Equal(
            3, await world.ScalarAsync<long?>("select booking_count from deliveries where id = @delivery", new { delivery }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_bookings_of_a_file_come_to_by_performance_is_kept_with_it_and_told_to_whoever_may_collect_it(bool each)
    {
        var (_, _, delivery) = await DeliverAsync(each, "name");
        var address = await world.ScalarAsync<string>("select recipient from messages where delivery_id = @delivery", new { delivery });
        var run = await world.ScalarAsync<long>("select run_id from deliveries where id = @delivery", new { delivery });
        await world.ExecuteAsync("update crm.bookings set amount = 1000"); // What was in the file, not what is in the data since.

        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Equal(
            ["Clay Workshop 1 Dec 2026, 18:30|2|2|£37.00", "Clay Workshop 8 Dec 2026, 18:30|1|2|£37.00"],
            Totals(await staff.PageAsync($"/runs/{run}")));
        var client = await application.SignInAsAsync(address);
        var page = await client.PageAsync("/partner-companies");
        Assert.Equal(
            ["Clay Workshop 1 Dec 2026, 18:30|2|2|£37.00", "Clay Workshop 8 Dec 2026, 18:30|1|2|£37.00"],
            Totals(page));
        Assert.Contains(
            "Totals by performance: 3 bookings, 4 tickets, £74.00", page.QuerySelector(".totals summary")!.TextContent.Trim(),
            StringComparison.Ordinal);
        var other = await application.SignInAsync(Roles.CollectReport);
        Assert.Null((await other.PageAsync("/partner-companies")).QuerySelector(".totals"));

        await world.ExecuteAsync("delete from scheduled_list_recipients where address = @address", new { address });
        Assert.Null((await client.PageAsync("/partner-companies")).QuerySelector(".totals"));
        await world.ExecuteAsync("delete from runs where id = @run", new { run });
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from deliveries where id = @delivery", new { delivery }));
    }

    [Fact]
    public async Task Whoever_gets_a_file_sees_no_total_of_what_it_has_not_and_staff_see_all()
    {
        var (_, _, delivery) = await DeliverAsync(rowPerBooking: true, "name", "{name,matched_tickets}");
        var address = await world.ScalarAsync<string>("select recipient from messages where delivery_id = @delivery", new { delivery });
        var run = await world.ScalarAsync<long>("select run_id from deliveries where id = @delivery", new { delivery });

        var client = await application.SignInAsAsync(address);
        Assert.Equal(
            ["Clay Workshop 1 Dec 2026, 18:30|2|2", "Clay Workshop 8 Dec 2026, 18:30|1|2"],
            Totals(await client.PageAsync("/partner-companies")));
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Equal(
            ["Clay Workshop 1 Dec 2026, 18:30|2|2|£37.00", "Clay Workshop 8 Dec 2026, 18:30|1|2|£37.00"],
            Totals(await staff.PageAsync($"/runs/{run}")));
    }

    [Fact]
    public async Task Of_very_many_performances_the_latest_have_totals_of_their_own_and_the_sum_is_of_all()
    {
        await world.ExecuteAsync(
            """
            insert into crm.event_instances (id, external_reference, event_id, starts_at)
            select n, 'more ' || n, 1, '2027-01-01 19:00+00'::timestamptz + n * interval '1 day' from generate_series(101, 305) n;
            insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status)
            select n, 'more ' || n, 2, n, '2026-11-03 10:00+00', 1, 10, 'Confirmed' from generate_series(101, 305) n
            """);
        var (_, _, delivery) = await DeliverAsync(rowPerBooking: true, "name");
        var run = await world.ScalarAsync<long>("select run_id from deliveries where id = @delivery", new { delivery });

        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = await staff.PageAsync($"/runs/{run}");

        Assert.Equal(200, Totals(page).Length);
        Assert.Contains(
            "208 bookings, 209 tickets, £2,124.00", page.QuerySelector(".totals summary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("and 7 more performances came before them", page.QuerySelector(".totals")!.TextContent, StringComparison.Ordinal);
    }

    private static string[] Totals(AngleSharp.Dom.IDocument page) =>
    [
        .. page.QuerySelectorAll(".totals tbody tr")
            .Select(row => string.Join('|', row.Children.Select(cell => Spaces().Replace(cell.TextContent.Trim(), " ")))),
    ];

    private async Task<(string[] Lines, string Mail, long Delivery)> DeliverAsync(
        bool rowPerBooking, string sort,
        string columns = "{name,matched_event,matched_performance,matched_tickets,matched_seats,matched_amount,matched_notes}")
    {
        var recipient = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [recipient.Email!], definition: Booked);
        await world.ExecuteAsync(
            """
            update scheduled_lists
            set row_per_booking = @rowPerBooking, sort_by = jsonb_build_array(jsonb_build_object('column', @sort, 'descending', false)),
              output_columns = @columns::text[]
            where id = @ScheduledListId
            """,
            new { rowPerBooking, sort, columns, schedule.ScheduledListId });
        await world.DeliverEverythingAsync();

        var mail = Assert.Single(
            MailText.In(Path.Combine(application.DataDirectory, "mail")),
            text => text.Contains(recipient.Email!, StringComparison.Ordinal));
        var delivery = await world.ScalarAsync<long>(
            "select d.id from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule);
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from deliveries where id = @delivery", new { delivery }));
        var client = await application.SignInAsAsync(recipient.Email!);
        var page = await client.PageAsync(LinkPath().Match(MailText.Plain(mail)).Value);
        var file = await client.GetStringAsync(
            page.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
        return (file.TrimStart('\uFEFF').Trim().Split("\r\n"), MailText.Plain(mail), delivery);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("/collect/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPath();
}
