using System.Text.RegularExpressions;
using CustomerListSchedules.EndToEnd.AddCustomerList;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Microsoft.Playwright;
using Npgsql;

namespace CustomerListSchedules.EndToEnd.BuildCustomerList;

/// <summary>
/// Three lists that venues need daily, each built from nothing: attendees for workshop leaders, a producer's bookers, donors of yesterday.
/// By mouse, by keyboard and without scripts the count and the exported file are those of SQL written by hand.
/// </summary>
[Collection(Lane.Lists)]
public sealed class BuilderTests(BrowserFixture browser, SampleApplication sample)
{
    // In the order of the list: names by the application's collation, then Customer ID.
    private const string AttendeesSql =
        """
        select c.id || ',' || c.name
        from crm.customers c
        where exists (
          select from crm.bookings b
          join crm.event_instances i on i.id = b.event_instance_id
          join crm.events e on e.id = i.event_id
          where b.customer_id = c.id and e.name like '%Workshop' and b.status = 'Confirmed'
            and (i.starts_at at time zone 'Europe/London')::date = (now() at time zone 'Europe/London')::date)
        order by c.name collate "und-x-icu", c.id
        """;

    private const string BookersSql =
        """
        select c.id || ',' || c.name
        from crm.customers c
        where c.id in (
          select b.customer_id
          from crm.bookings b
          join crm.event_instances i on i.id = b.event_instance_id
          join crm.events e on e.id = i.event_id
          where e.producer = 'Paper Lantern Theatre' and b.status in ('Reserved', 'Confirmed'))
        order by c.name collate "und-x-icu", c.id
        """;

    private const string DonorsSql =
        """
        select c.id || ',' || c.name
        from crm.customers c
        where c.email is not null
          and c.id in (
            select p.customer_id from crm.customer_contact_preferences p
            join crm.contact_preferences asked on asked.id = p.contact_preference_id
            where asked.name = 'News by e-mail' and p.answer = 'Yes')
          and c.id in (
          select customer_id from crm.donations
          where (donated_at at time zone 'Europe/London')::date = (now() at time zone 'Europe/London')::date - 1)
        order by c.name collate "und-x-icu", c.id
        """;

    [Theory]
    [InlineData("mouse", 1280)]
    [InlineData("keyboard", 1280)]
    [InlineData("no scripts", 390)]
    public async Task Three_lists_are_built_from_nothing_and_hold_whom_hand_written_SQL_finds(string way, int width)
    {
        await using var staff = await browser.VisitAsync(sample.Process, scripts: way != "no scripts", width: width);
        var builder = new BuilderPage(staff, keyboard: way == "keyboard", scripts: way != "no scripts");
        await builder.SignInAsync();

        await builder.NewAsync($"Attendees by {way}");
        await builder.AddSegmentAsync(0, "Booking");
        await builder.ChooseDateAsync("Event date", "Today");
        await builder.TickAllAsync("Event", "Workshop");
        await builder.OkAsync();
        await Assertions.Expect(builder.Sentence).ToContainTextAsync("for an event today with the status Confirmed");
        await FinishAsync(staff, builder, way, AttendeesSql);

        await builder.NewAsync($"Bookers by {way}");
        await builder.AddSegmentAsync(0, "Booking");
        await builder.TickAsync("Status", "Reserved");
        await builder.TickAsync("Producer", SampleWords.PartnerProducer);
        await builder.OkAsync();
        await FinishAsync(staff, builder, way, BookersSql);

        // Donors OR those who can be e-mailed, until the second segment is taken to the first one's area: AND.
        await builder.NewAsync($"Donors by {way}");
        await builder.AddSegmentAsync(0, "Donation");
        await builder.ChooseDateAsync("Date", "Yesterday");
        await builder.OkAsync();
        await builder.AddSegmentAsync(1, "Can be e-mailed");
        await Assertions.Expect(builder.Areas).ToHaveCountAsync(2);
        if (way == "mouse")
        {
            await builder.DragAsync(builder.Segments.Nth(1), builder.Segments.Nth(0));
        }
        else
        {
            await builder.MoveAsync(builder.Segments.Nth(1), "To area 1");
        }

        await Assertions.Expect(builder.Areas).ToHaveCountAsync(1);
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(2);
        await FinishAsync(staff, builder, way, DonorsSql);
    }

    [Fact]
    public async Task A_list_that_is_opened_again_can_be_dragged_at_once_and_segments_come_from_the_palette()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await builder.NewAsync("Dragged at once");
        await builder.AddSegmentAsync(0, "Can be e-mailed");
        await Assertions.Expect(builder.Segments).ToHaveCountAsync(1);
        await builder.AddFromPaletteAsync("Country", area: 1);
        await staff.Page.GetByRole(AriaRole.Textbox).First.FillAsync("Wales");
        await builder.OkAsync();
        await builder.SaveAsync();

        await staff.Page.ReloadAsync();
        await builder.DragAsync(builder.Segments.Nth(1), builder.Segments.Nth(0));
        await Assertions.Expect(builder.Areas).ToHaveCountAsync(1);
        await Assertions.Expect(builder.Sentence).ToHaveTextAsync(
            new Regex(
                "^Who is on this list: Customers who (live in Wales and have an e-mail address and answered Yes to \"News by e-mail\"|"
                + "have an e-mail address and answered Yes to \"News by e-mail\" and live in Wales)\\.$"));
        await staff.ShouldBeAccessibleAsync();
    }

    [Fact]
    public async Task The_count_follows_a_criterion_as_it_is_filled_in_and_an_earlier_answer_never_takes_the_place_of_a_later_one()
    {
        await using var staff = await browser.VisitAsync(sample.Process);
        var builder = new BuilderPage(staff, keyboard: false);
        await builder.SignInAsync();
        await builder.NewAsync("Counted as it is filled in");
        var everyone = await builder.CountAsync();
        await builder.AddSegmentAsync(0, "Booking");
        await staff.Page.Locator(".criterion-editor").WaitForAsync();
        var confirmed = await builder.CountAsync();
        Assert.InRange(confirmed, 1, everyone - 1);
        var (held, later) = (new TaskCompletionSource(), new TaskCompletionSource());
        var asked = 0;
        await staff.Page.RouteAsync("**/*handler=Count*", async route =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            held.SetResult();
            await later.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            try
            {
                await route.FulfillAsync(new() { Response = answer });
            }
            catch (PlaywrightException)
            {
                // The page no longer waits for it.
            }
        });
        await builder.TickAsync("Status", "Reserved");
        await held.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await builder.TickAsync("Producer", SampleWords.PartnerProducer);
        var buyers = await builder.CountAsync();
        Assert.InRange(buyers, 1, confirmed - 1);
        later.SetResult();
        await builder.OkAsync();
        Assert.Equal(buyers, await builder.CountAsync());
    }

    /// <summary>Customer ID and Name as the only columns, in the order of Name; then the count and the file against the SQL.</summary>
    private async Task FinishAsync(Visitor staff, BuilderPage builder, string way, string sql)
    {
        var output = new OutputEditorPart(staff);
        await builder.TabAsync("Output");
        foreach (var key in await output.ColumnsAsync())
        {
            if (key != "name")
            {
                await builder.RemoveColumnAsync(key);
            }
        }

        if (way == "mouse")
        {
            await output.DragAsync(output.Choice("Customer ID"), output.Column("name"));
        }
        else
        {
            await builder.AddColumnAsync("Customer ID");
            await builder.ColumnUpAsync("Customer ID");
        }

        Assert.Equal(["customer_id", "name"], await output.ColumnsAsync());
        if (!(await output.SortAsync()).Contains("name:ascending"))
        {
            await builder.SortByAsync("Name");
        }

        Assert.Equal(["name:ascending"], await output.SortAsync());
        var day = await TodayAsync();
        var (expected, counted) = (await QueryAsync(sql), await builder.CountAsync());
        await staff.ShouldFitAsync();
        await builder.SaveAsync();
        var list = staff.Page.Url;
        var run = await builder.RunAsync();
        if (await TodayAsync() != day)
        {
            // Midnight passed: who had booked for today are others now.
            await staff.Page.GotoAsync(list);
            (expected, counted, run) = (await QueryAsync(sql), await builder.CountAsync(), await builder.RunAsync());
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, counted);
        Assert.Equal(expected, run);
    }

    private async Task<string> TodayAsync() =>
        Assert.Single(await QueryAsync("select to_char(now() at time zone 'Europe/London', 'YYYY-MM-DD')"));

    private async Task<string[]> QueryAsync(string sql)
    {
        await using var server = await EmbeddedDatabase.StartAsync(
            new EmbeddedOptions(sample.Process.DataDirectory, Checkout.Root), CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
