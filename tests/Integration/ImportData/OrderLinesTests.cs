using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Integration.ImportData;

/// <summary>Bookings as ticketing tools write them: a line for each ticket, and the performance by name and time.</summary>
public sealed class OrderLinesTests(ImportWorld world) : IClassFixture<ImportWorld>, IAsyncLifetime
{
    private const string Headers =
        "External Reference,Customer Reference,Instance Reference,Booked,Tickets,Amount,Status,Seats,Ticket Type\n";

    public async ValueTask InitializeAsync()
    {
        await world.ExecuteAsync(
            "delete from crm.bookings; delete from crm.event_instances; delete from crm.events; delete from crm.customers");
        await world.ImportAsync("customers", "External Reference,Email\nC1,ada@example.org\nC2,bob@example.org\n");
        await world.ImportAsync("events", "External Reference,Name\nE1,The  Tempest\nE2,Twice\nE3,Twice\n");
        await world.ImportAsync(
            "instances",
            "External Reference,Event Reference,Starts\nI1,E1,2026-12-12 14:30\nI2,E1,2026-12-12 19:30\nI3,E1,2026-12-13 19:30\n");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Lines_of_one_order_are_one_booking_whose_tickets_and_amounts_are_added()
    {
        const string File = Headers
            + "B1,C1,I1,2026-11-02 14:05,1,12.50,Confirmed,C12,Full price\n"
            + "B2,C1,I1,2026-11-02 14:05,2,20.00,Confirmed,D1,Full price\n"
            + "B1,C1,I1,2026-11-02 14:06,1,7.50,paid,C13,Concession\n"
            + "B1,C1,I1,2026-11-02 14:04,1,7.50,Confirmed,C14,Concession\n";
        var outcome = await world.ImportAsync("bookings", File);

        Assert.Equal((4, 2, 2, 0, 0), (outcome.Rows, outcome.Added, outcome.Joined, outcome.Unchanged, outcome.Refused));
        Assert.Equal(
            ["B1 3 27.50 C12, C13, C14 Concession, Full price 14:04", "B2 2 20.00 D1 Full price 14:05"],
            await world.LinesAsync(
                "select concat_ws(' ', external_reference, tickets, amount, seats, ticket_type, to_char(booked_at at time zone "
                + "'Europe/London', 'HH24:MI')) from crm.bookings order by 1"));
        var again = await world.ImportAsync("bookings", File);
        Assert.Equal((2, 2, 0), (again.Joined, again.Unchanged, again.Changed));
    }

    [Fact]
    public async Task Lines_that_are_of_something_else_or_whose_sum_would_be_wrong_are_refused()
    {
        var outcome = await world.ImportAsync(
            "bookings",
            Headers + "B1,C1,I1,2026-11-02 14:05,1,12.50,Confirmed,,\n"
            + "B1,C1,I2,2026-11-02 14:05,1,12.50,Confirmed,,\n"
            + "B2,C1,I1,2026-11-02 14:05,1,12.50,Confirmed,,\n"
            + "B2,C1,I1,2026-11-02 14:05,many,12.50,Confirmed,,\n");

        Assert.Equal((1, 0, 3), (outcome.Added, outcome.Joined, outcome.Refused));
        Assert.Equal(
            [(Problems.Count, 5L), (Problems.OtherLine, 4L), (Problems.Repeated, 3L)],
            outcome.Refusals.Select(refusal => (refusal.Problem, refusal.Lines[0])).OrderByDescending(each => each.Item2));
    }

    [Fact]
    public async Task A_performance_is_found_by_its_events_name_and_its_time()
    {
        var outcome = await world.ImportAsync(
            "bookings",
            "Order Number,Buyer E-mail,Show,Performance Date,Performance Time,Order Date,Qty,Total Paid,Order Status\n"
            + "1,ada@example.org,the tempest,12/12/2026,19:30,30/11/2026,2,30,Completed\n"
            + "2,ada@example.org,The Tempest,12/12/2026,,30/11/2026,2,30,Completed\n"
            + "3,bob@example.org,The\u00A0Tempest,13/12/2026,,30/11/2026,2,30,Completed\n"
            + "4,bob@example.org,The Tempest,13/12/2026,18:00,30/11/2026,2,30,Completed\n"
            + "5,bob@example.org,Macbeth,13/12/2026,18:00,30/11/2026,2,30,Completed\n"
            + "6,bob@example.org,The Tempest,,,30/11/2026,2,30,Completed\n");

        Assert.Equal(
            ["1 C1 I2", "3 C2 I3"],
            await world.LinesAsync(
                "select concat_ws(' ', b.external_reference, c.external_reference, i.external_reference) from crm.bookings b "
                + "join crm.customers c on c.id = b.customer_id join crm.event_instances i on i.id = b.event_instance_id order by 1"));
        Assert.Equal(
            [(Problems.SharedPerformance, 2L), (Problems.UnknownPerformance, 2L)],
            outcome.Refusals.Select(refusal => (refusal.Problem, refusal.Count)).OrderBy(each => each.Problem));
    }

    [Fact]
    public async Task An_instance_names_its_event()
    {
        var outcome = await world.ImportAsync(
            "instances",
            "External Reference,Event Name,Starts\nI4,the tempest,2026-12-14 19:30\n"
            + "I5,Twice,2026-12-14 19:30\nI6,Macbeth,2026-12-14 19:30\n");

        Assert.Equal((1, 2), (outcome.Added, outcome.Refused));
        Assert.Equal(
            [Problems.SharedEvent, Problems.UnknownEvent], outcome.Refusals.Select(refusal => refusal.Problem).Order());
        Assert.Equal("E1", await world.ScalarAsync<string>(
            "select e.external_reference from crm.event_instances i join crm.events e on e.id = i.event_id "
            + "where i.external_reference = 'I4'"));
    }

    [Fact]
    public async Task Time_in_the_hour_that_an_autumn_night_has_twice_is_not_moved_by_our_own_file()
    {
        await world.ExecuteAsync("update crm.customers set created_at = '2027-10-31 01:15+00' where external_reference = 'C1'");
        var outcome = await world.ImportAsync("customers", "External Reference,Created\nC1,2027-10-31 01:15\n");
        Assert.Equal((0, 1), (outcome.Changed, outcome.Unchanged));
    }
}
