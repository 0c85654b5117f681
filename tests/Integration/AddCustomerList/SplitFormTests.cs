using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>To each their own on the form of a scheduled list, as a browser without scripts uses it.</summary>
public sealed partial class SplitFormTests : IClassFixture<TestApplication>, IAsyncLifetime
{
    private readonly TestApplication application;
    private readonly SplitWorld split;
    private HttpClient staff = null!;

    public SplitFormTests(TestApplication application)
    {
        this.application = application;
        split = new SplitWorld(application);
        split.World.SetClock(DeliveryWorld.Due);
    }

    public async ValueTask InitializeAsync()
    {
        await split.World.ExecuteAsync("truncate schedules, runs, customer_lists cascade");
        await split.FillAsync();
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
    }

    public ValueTask DisposeAsync()
    {
        staff.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Whoever_needs_it_not_sees_one_quiet_choice_preset_to_how_it_was()
    {
        var (schedule, list) = await NewAsync();
        var page = await staff.PageAsync($"/schedules/{schedule}/customer-lists/new");
        Assert.True(((IHtmlInputElement)page.GetElementById("own-no")!).IsChecked);
        Assert.Equal(
            ["The same list to everyone", "To each their own"],
            page.QuerySelectorAll(".own-choice label").Select(label => label.TextContent.Trim()));
        await SaveAsync($"/schedules/{schedule}/customer-lists/new", new() { ["Details.EmailTo"] = "jo@example.org" }, list);
        Assert.Null(await application.AskAsync<string?>("select split_by from scheduled_lists"));
    }

    [Fact]
    public async Task Pasted_values_and_addresses_are_saved_counted_and_shown_before_and_kept_as_they_were_chosen()
    {
        var (schedule, list) = await NewAsync();
        var url = $"/schedules/{schedule}/customer-lists/new";
        var account = await application.CreateUserAsync(null, Roles.CollectReport);
        var typed = new Dictionary<string, string?>(Fields(list))
        {
            ["Details.Own"] = "true", ["Details.SplitBy"] = "producer",
            ["Details.Parts"] = $"paper lantern\t{account.Email}\nNobody's Theatre\tal@example.org",
        };

        var page = await (await staff.SubmitAsync(url, typed)).DocumentAsync();
        Assert.NotEmpty(page.QuerySelectorAll("input[name='Details.Parts'][type=hidden]"));
        page = await PressAsync(url, "Parts", typed);
        var said = Spaces().Replace(page.GetElementById("parts-now")!.TextContent, " ");
        Assert.Contains("2 producers have no recipient.", said, StringComparison.Ordinal);
        Assert.Contains("1 customer has a booking without a producer, or none: that goes to nobody.", said, StringComparison.Ordinal);
        Assert.Contains("al@example.org no event has the producer “Nobody's Theatre”.", said, StringComparison.Ordinal);
        Assert.Contains("al@example.org has no User Account yet, so cannot collect.", said, StringComparison.Ordinal);
        Assert.Equal(
            [
                "North Quay|1 customer, 1 booking|Nobody", "TIDEWATER|1 customer, 1 booking|Nobody",
                $"paper lantern|2 customers, 3 bookings|{account.Email}",
            ],
            Rows(page).Order(StringComparer.Ordinal));

        page = await PressAsync(url, "PartRows", new(typed) { ["value"] = "North Quay" });
        Assert.Equal("As the recipient of North Quay will see it", page.GetElementById("first-rows-title")!.TextContent);
        Assert.Equal(["Ada"], page.QuerySelectorAll("#first-rows tbody tr").Select(row => row.TextContent.Trim()));
        Assert.Contains("1 customer now", page.GetElementById("first-rows")!.TextContent, StringComparison.Ordinal);
        page = await PressAsync(url, "NamePart", new(typed) { ["value"] = "North Quay" });
        Assert.EndsWith("\nNorth Quay\t", Typed(page).ReplaceLineEndings("\n"), StringComparison.Ordinal);

        // A draft keeps it.
        page = await staff.PageAsync($"{url}?carryOn=true");
        Assert.Contains("Nobody's Theatre\tal@example.org", Typed(page), StringComparison.Ordinal);
        Assert.True(((IHtmlInputElement)page.GetElementById("own-yes")!).IsChecked);

        await SaveAsync(url, typed, list);
        Assert.Equal(
            [("paper lantern", account.Email!), ("Nobody's Theatre", "al@example.org")],
            await application.ListAsync<(string, string)>("select value, address::text from scheduled_list_parts order by position"));
        Assert.Equal(2L, await application.AskAsync<long>("select count(*) from scheduled_list_recipients"));
        var entry = await application.AskAsync<long>("select id from scheduled_lists where split_by = 'producer'");
        page = await staff.PageAsync($"/schedules/{schedule}/customer-lists/{entry}");
        Assert.True(((IHtmlInputElement)page.GetElementById("own-yes")!).IsChecked);
        Assert.Contains(
            "To each their own, by producer", (await staff.PageAsync($"/schedules/{schedule}/customer-lists")).Body!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains(
            "To each their own, by producer", (await staff.PageAsync($"/schedules/{schedule}")).Body!.TextContent,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("producer", "", "Enter a value and the e-mail address of whoever is to have its part, on a line.")]
    [InlineData("producer", "jo@example.org", "“jo@example.org” has no value before the address.")]
    [InlineData("colour", "Red\tjo@example.org", "Choose what the list is split by.")]
    public async Task What_is_wrong_with_a_split_is_said_beside_its_field_and_all_that_was_typed_is_kept(
        string by, string parts, string problem)
    {
        var (schedule, list) = await NewAsync();
        var url = $"/schedules/{schedule}/customer-lists/new";
        using var answer = await staff.SubmitAsync(
            url, new(Fields(list)) { ["Details.Own"] = "true", ["Details.SplitBy"] = by, ["Details.Parts"] = parts });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Contains(problem, page.QuerySelector(".own-part")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(parts, Typed(page));
    }

    [Fact]
    public async Task A_Customer_List_that_asks_for_no_booking_cannot_be_split_and_says_so()
    {
        var (schedule, _) = await NewAsync();
        var list = await application.CustomerListAsync($"Everyone {Guid.NewGuid()}");
        var url = $"/schedules/{schedule}/customer-lists/new";
        using var answer = await staff.SubmitAsync(
            url, new(Fields(list)) { ["Details.Own"] = "true", ["Details.Parts"] = "North Quay\tjo@example.org" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "asks for no booking", (await answer.DocumentAsync()).QuerySelector(".own-part")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Taking_a_value_from_somebody_asks_first_and_then_ends_what_they_had_of_it_at_once()
    {
        var person = await split.PromoterAsync();
        var ids = await split.AddAsync("producer", [("Paper Lantern", person), ("North Quay", person)]);
        await split.World.DeliverEverythingAsync();
        var links = SplitWorld.Links(split.MailTo(person)[^1]);
        var before = await application.AskAsync<long>("select id from scheduled_list_parts where value = 'Paper Lantern'");
        var url = $"/schedules/{ids.ScheduleId}/customer-lists/{ids.ScheduledListId}";
        var output = await (await staff.SubmitAsync(url, new() { ["Details.Parts"] = $"Paper Lantern\t{person}" })).DocumentAsync();
        using var asked = await staff.SubmitAsync(output, url);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        var page = await asked.DocumentAsync();
        var ask = page.GetElementById("access-difference")!;
        Assert.Contains($"{person} ceases to get “Attendees” for North Quay", ask.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 person can no longer collect 1 file", ask.TextContent, StringComparison.Ordinal);
        Assert.Equal(2L, await application.AskAsync<long>("select count(*) from scheduled_list_parts"));

        using var saved = await staff.SubmitAsync(
            page, url, new() { ["Confirmed"] = page.QuerySelector("button[name=Confirmed]")!.GetAttribute("value") });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var client = await application.SignInAsAsync(person);
        Assert.NotNull((await client.PageAsync(links[0])).QuerySelector("[role=alert]"));
        Assert.Null((await client.PageAsync(links[1])).QuerySelector("[role=alert]"));
        // Who keeps a value keeps its number, by which their page knows the report.
        Assert.Equal(before, await application.AskAsync<long>("select id from scheduled_list_parts"));
        Assert.Contains(
            $"{person} (North Quay)",
            await application.AskAsync<string>(
                "select details ->> 'partsTakenOff' from audit where action = 'scheduled_list.changed' order by id desc limit 1"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_runs_page_says_what_went_to_nobody_and_names_each_part()
    {
        var person = await split.PromoterAsync();
        await split.AddAsync("producer", [("Paper Lantern", person)]);
        await split.World.DeliverEverythingAsync();
        var run = await application.AskAsync<long>("select id from runs");

        var page = await staff.PageAsync($"/runs/{run}");

        Assert.Contains(
            "2 producers have no recipient: North Quay (1 customer), TIDEWATER (1 customer).", page.Body!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("1 customer has a booking without a producer, or none", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Equal("Attendees: Paper Lantern", page.QuerySelector("section.panel h2")!.TextContent.Trim());
    }

    private async Task<(long Schedule, long List)> NewAsync()
    {
        var list = await application.CustomerListAsync($"Bookers {Guid.NewGuid()}", "name");
        await split.World.ExecuteAsync(
            "update customer_lists set definition = @Booked::jsonb where id = @list", new { SplitWorld.Booked, list });
        return (await application.ScheduleAsync(), list);
    }

    private static Dictionary<string, string?> Fields(long list) => new()
    {
        ["Details.Name"] = "Attendees", ["Details.CustomerListId"] = $"{list}", ["Details.EmailTo"] = "",
    };

    private async Task SaveAsync(string url, Dictionary<string, string?> values, long list)
    {
        var typed = new Dictionary<string, string?>(Fields(list));
        foreach (var (name, value) in values)
        {
            typed[name] = value;
        }

        var output = await (await staff.SubmitAsync(url, typed)).DocumentAsync();
        using var saved = await staff.SubmitAsync(output, url);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    // A button of the form with an address of its own.
    private async Task<IHtmlDocument> PressAsync(string url, string handler, Dictionary<string, string?> typed)
    {
        var page = await staff.PageAsync(url);
        page.QuerySelector("#entry-form")!.SetAttribute("action", $"{url}?handler={handler}");
        using var answer = await staff.SubmitAsync(page, url, typed);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    private static string Typed(IHtmlDocument page) => ((IHtmlTextAreaElement)page.GetElementById("Details_Parts")!).Value;

    private static string[] Rows(IHtmlDocument page) =>
    [
        .. page.QuerySelectorAll("#parts-now tbody tr")
            .Select(row => string.Join('|', row.Children.Take(3).Select(cell => cell.TextContent.Trim()))),
    ];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
