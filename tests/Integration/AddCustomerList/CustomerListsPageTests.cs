using System.Net;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>Page two of the wizard, and what ends with an address or an entry.</summary>
public sealed class CustomerListsPageTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private HttpClient staff = null!;
    private long schedule;
    private long list;

    private string Url => $"/schedules/{schedule}/customer-lists";

    public async ValueTask InitializeAsync()
    {
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        schedule = await application.ScheduleAsync();
        list = await application.CustomerListAsync($"Everyone {Guid.NewGuid()}");
    }

    public ValueTask DisposeAsync()
    {
        staff.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_order_is_kept_and_can_be_changed()
    {
        foreach (var name in (string[])["One", "Two", "Three"])
        {
            await application.EntryAsync(schedule, list, name, "jo@example.org");
        }

        Assert.Equal(["One", "Two", "Three"], await NamesAsync());
        using var up = await staff.SubmitAsync(Url, new() { ["place"] = "2" }, "tr:nth-child(3) form:nth-of-type(1)");
        Assert.Equal(HttpStatusCode.SeeOther, up.StatusCode);
        Assert.Equal(["One", "Three", "Two"], await NamesAsync());
        using var down = await staff.SubmitAsync(Url, new() { ["place"] = "1" }, "tr:nth-child(2) form:nth-of-type(1)");
        Assert.Equal(["Three", "One", "Two"], await NamesAsync());
    }

    [Fact]
    public async Task Deleting_asks_first_with_what_ends_and_cancels_what_is_not_sent()
    {
        var entry = await application.EntryAsync(schedule, list, "Doomed", "jo@example.org", "ann@example.org");
        await application.DeliveryAsync(schedule, entry, "accepted", "jo@example.org", "ann@example.org");
        var unsent = await application.DeliveryAsync(schedule, entry, "waiting", "jo@example.org");

        var page = await staff.PageAsync(Url);
        var dialog = page.QuerySelector($"#delete-{entry}")!;
        Assert.Contains(
            "2 people can no longer collect 1 file already delivered, and 1 message not yet sent is cancelled.", dialog.TextContent,
            StringComparison.Ordinal);
        using var answer = await staff.SubmitAsync(page, Url, form: $"#delete-{entry} form");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Empty(await NamesAsync());
        Assert.Equal(
            "cancelled", await application.AskAsync<string>("select state from messages where delivery_id = @unsent", new { unsent }));
        Assert.Equal("skipped", await application.AskAsync<string>("select state from deliveries where id = @unsent", new { unsent }));
        Assert.Equal(
            1,
            await application.AskAsync<int>(
                "select count(*) from audit where action = 'scheduled_list.deleted' and subject_id = @entry::text", new { entry }));
        using var twice = await staff.SubmitAsync(page, Url, form: $"#delete-{entry} form");
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
    }

    [Fact]
    public async Task Taking_an_address_off_asks_first_and_ends_that_address_alone()
    {
        var entry = await application.EntryAsync(schedule, list, "Kept", "jo@example.org", "Ann@example.org");
        await application.DeliveryAsync(schedule, entry, "accepted", "jo@example.org", "Ann@example.org");
        var unsent = await application.DeliveryAsync(schedule, entry, "waiting", "jo@example.org", "Ann@example.org");
        var url = $"{Url}/{entry}";

        using var next = await staff.SubmitAsync(url, new() { ["Details.EmailTo"] = "jo@example.org, ann@example.org" });
        using var asked = await staff.SubmitAsync(await next.DocumentAsync(), url);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
        var page = await asked.DocumentAsync();
        Assert.Equal(
            [
                "ann@example.org begins to get “Kept”.", "Ann@example.org ceases to get “Kept”.",
                "1 person can no longer collect 1 file already delivered, and 1 message not yet sent is cancelled.",
                "Email is new to ann@example.org, an address outside.",
            ],
            page.QuerySelectorAll("#access-difference li").Select(line => line.TextContent));
        Assert.Equal(
            2,
            await application.AskAsync<int>(
                "select count(*) from messages where delivery_id = @unsent and state = 'waiting'", new { unsent }));

        using var saved = await staff.SubmitAsync(
            page, url, new() { ["Confirmed"] = page.QuerySelector("button[name=Confirmed]")!.GetAttribute("value") });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal("jo@example.org,ann@example.org", await application.AskAsync<string>(
            "select string_agg(address, ',' order by position) from scheduled_list_recipients where scheduled_list_id = @entry",
            new { entry }));
        Assert.Equal("Ann@example.org", await application.AskAsync<string>(
            "select string_agg(recipient, ',') from messages where delivery_id = @unsent and state = 'cancelled'", new { unsent }));
        Assert.Equal("sending", await application.AskAsync<string>("select state from deliveries where id = @unsent", new { unsent }));
    }

    [Fact]
    public async Task Agreeing_to_one_loss_does_not_agree_to_another()
    {
        var entry = await application.EntryAsync(schedule, list, "Kept", "jo@example.org", "ann@example.org");
        await application.DeliveryAsync(schedule, entry, "accepted", "jo@example.org", "ann@example.org");
        var url = $"{Url}/{entry}";
        using var next = await staff.SubmitAsync(url, new() { ["Details.EmailTo"] = "new@example.org" });
        using var asked = await staff.SubmitAsync(await next.DocumentAsync(), url, new() { ["Confirmed"] = "jo@example.org" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.StatusCode);
    }

    [Fact]
    public async Task An_address_with_nothing_to_lose_is_asked_about_too_with_a_button_that_ends_its_access()
    {
        var entry = await application.EntryAsync(schedule, list, "Kept", "jo@example.org", "ann@example.org");
        var url = $"{Url}/{entry}";
        using var next = await staff.SubmitAsync(url, new() { ["Details.EmailTo"] = "jo@example.org" });
        using var asked = await staff.SubmitAsync(await next.DocumentAsync(), url);
        var page = await asked.DocumentAsync();
        var button = page.QuerySelector("button[name=Confirmed]")!;
        Assert.Equal("Save and end their access", button.TextContent);
        using var saved = await staff.SubmitAsync(page, url, new() { ["Confirmed"] = button.GetAttribute("value") });
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    private async Task<IEnumerable<string>> NamesAsync() =>
        (await staff.PageAsync(Url)).QuerySelectorAll("tbody th").Select(name => name.TextContent);
}
