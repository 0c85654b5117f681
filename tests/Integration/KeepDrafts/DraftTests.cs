using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.KeepDrafts;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.AddCustomerList;
using CustomerListSchedules.Integration.BuildCustomerList;
using NodaTime;

namespace CustomerListSchedules.Integration.KeepDrafts;

/// <summary>What was being changed when somebody left the builder or Add Customer List, with forms alone.</summary>
public sealed class DraftTests(TestApplication app) : IClassFixture<TestApplication>
{
    private const string Builder = "#builder";
    private const string Entry = "#entry-form";

    [Fact]
    public async Task A_list_that_was_being_changed_is_offered_on_return_to_that_person_alone_and_no_longer_once_it_is_saved()
    {
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        using var colleague = await app.SignInAsync(Roles.InsightsAndMailings);
        var url = await ListAsync("Left in the builder");
        await LiveInAsync(client, url, "Oxford");

        var page = await client.PageAsync(url);
        Assert.Matches(@"^You were changing this on \d+ \w+ at \d\d:\d\d\.$", Text(page.QuerySelector("#draft p")!));
        Assert.Contains("Everyone.", Sentence(page), StringComparison.Ordinal);
        Assert.Null((await colleague.PageAsync(url)).QuerySelector("#draft"));
        Assert.Contains("Everyone.", Sentence(await colleague.PageAsync($"{url}?carryOn=true")), StringComparison.Ordinal);

        page = await client.PageAsync(CarryOn(page));
        Assert.Contains("live in Oxford", Sentence(page), StringComparison.Ordinal);
        Assert.True(page.QuerySelector(Builder)!.HasAttribute("data-unsaved"));
        await client.PressAsync(page, url, "save", expected: HttpStatusCode.SeeOther);
        page = await client.PageAsync(url);
        Assert.Null(page.QuerySelector("#draft"));
        Assert.Contains("live in Oxford", Sentence(page), StringComparison.Ordinal);
        Assert.Equal(0, await DraftsAsync(url));
    }

    [Fact]
    public async Task An_open_criterion_and_what_was_chosen_in_Output_are_part_of_the_draft()
    {
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        var url = await ListAsync("Left in a criterion");
        var page = await client.PressAsync(await client.PageAsync(url), url, "add::kind:town", new() { ["AddTo"] = "main.0" });
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Lines"] = "" }, HttpStatusCode.UnprocessableEntity);
        using var live = await client.SubmitAsync(
            Posted(page, Builder, $"{url}?handler=Count"), url,
            new() { ["Criterion.Lines"] = "Bath", ["Output.Columns"] = "town" }, Builder, htmx: true);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Contains("customer", (await live.DocumentAsync()).QuerySelector("#count-title")!.TextContent, StringComparison.Ordinal);

        page = await client.PageAsync(CarryOn(await client.PageAsync(url)));
        Assert.Equal("Bath", page.QuerySelector<IHtmlTextAreaElement>("[name='Criterion.Lines']")!.Value);
        Assert.Equal(["town"], page.QuerySelectorAll("[name='Output.Columns']").Select(input => input.GetAttribute("value")));
    }

    [Fact]
    public async Task A_change_that_is_undone_or_discarded_leaves_no_draft()
    {
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        var url = await ListAsync("Changed and undone");
        var page = await LiveInAsync(client, url, "Oxford");
        Assert.Equal(1, await DraftsAsync(url));
        page = await client.PressAsync(page, url, "remove:main.0.0");
        Assert.Equal(0, await DraftsAsync(url));

        await LiveInAsync(client, url, "Bath");
        page = await client.PageAsync(url);
        var discard = page.QuerySelectorAll("#draft button").Single(button => Text(button) == "Discard");
        Assert.Equal("builder", discard.GetAttribute("form"));
        using var discarded = await client.SubmitAsync(Posted(page, Builder, discard.GetAttribute("formaction")!), url, form: Builder);
        Assert.Equal(HttpStatusCode.SeeOther, discarded.StatusCode);
        Assert.Null((await client.PageAsync(url)).QuerySelector("#draft"));
        Assert.Equal(0, await DraftsAsync(url));
    }

    [Fact]
    public async Task A_draft_of_a_list_that_somebody_else_saved_meanwhile_says_so_and_overwrites_nothing_unasked()
    {
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        using var colleague = await app.SignInAsync(Roles.InsightsAndMailings);
        var url = await ListAsync("Changed by two");
        await LiveInAsync(client, url, "Oxford");
        await colleague.PressAsync(await LiveInAsync(colleague, url, "Leeds"), url, "save", expected: HttpStatusCode.SeeOther);

        var page = await client.PageAsync(url);
        Assert.Contains("Somebody else has saved it since", Text(page.QuerySelector("#draft.warn")!), StringComparison.Ordinal);
        page = await client.PageAsync(CarryOn(page));
        Assert.Contains("Somebody else has saved it since", Text(page.QuerySelector("#draft.warn")!), StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "save", expected: HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Somebody else saved this list", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("live in Leeds", Sentence(await colleague.PageAsync(url)), StringComparison.Ordinal);
        await client.PressAsync(page, url, "save", expected: HttpStatusCode.SeeOther);
        Assert.Contains("live in Oxford", Sentence(await colleague.PageAsync(url)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_in_Add_Customer_List_is_offered_again_without_being_readable_in_the_database()
    {
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        using var colleague = await app.SignInAsync(Roles.InsightsAndMailings);
        var schedule = await app.ScheduleAsync("With a draft");
        var list = await app.CustomerListAsync($"For a draft {Guid.NewGuid()}");
        var url = $"/schedules/{schedule}/customer-lists/new";
        Assert.Null((await client.PageAsync(url)).QuerySelector("#draft"));
        using var kept = await client.SubmitAsync(
            Posted(await client.PageAsync(url), Entry, $"{url}?handler=Keep"), url,
            new()
            {
                ["Details.Name"] = "Stewards",
                ["Details.EmailTo"] = "Wendy@example.org",
                ["Details.CustomerListId"] = $"{list}",
            },
            Entry);
        Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        Assert.Equal(
            [false],
            await app.ListAsync<bool>(
                "select position('wendy@example.org' in lower(encode(content, 'escape'))) > 0 from drafts where thing_id = @schedule and "
                + "kind = 'new_scheduled_list'", new { schedule }));

        Assert.Null((await colleague.PageAsync(url)).QuerySelector("#draft"));
        var page = await client.PageAsync(CarryOn(await client.PageAsync(url)));
        Assert.Equal("Stewards", page.QuerySelector<IHtmlInputElement>("[name='Details.Name']")!.Value);
        Assert.Equal("Wendy@example.org", page.QuerySelector<IHtmlTextAreaElement>("[name='Details.EmailTo']")!.Value.Trim());
        Assert.Equal($"{list}", page.QuerySelector<IHtmlSelectElement>("[name='Details.CustomerListId']")!.Value);

        using var next = await client.SubmitAsync(page, url, form: Entry);
        using var saved = await client.SubmitAsync(await next.DocumentAsync(), url, form: Entry);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Null((await client.PageAsync(url)).QuerySelector("#draft"));
    }

    [Fact]
    public async Task Cancel_gives_a_draft_up_and_opening_an_entry_without_changing_it_leaves_none()
    {
        using var client = await app.SignInAsync(Roles.InsightsAndMailings);
        var schedule = await app.ScheduleAsync("With an entry");
        var list = await app.CustomerListAsync($"Of an entry {Guid.NewGuid()}");
        var url = $"/schedules/{schedule}/customer-lists/{await app.EntryAsync(schedule, list, "Stewards", "a@example.org")}";
        using var next = await client.SubmitAsync(await client.PageAsync(url), url, form: Entry);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
        Assert.Equal(0, await DraftsAsync(url));

        using var kept = await client.SubmitAsync(await client.PageAsync(url), url, new() { ["Details.Name"] = "Ushers" }, Entry);
        Assert.Equal(1, await DraftsAsync(url));
        var page = await client.PageAsync(url);
        var cancel = page.QuerySelectorAll($"{Entry} button").Single(button => Text(button) == "Cancel");
        using var cancelled = await client.SubmitAsync(Posted(page, Entry, cancel.GetAttribute("formaction")!), url, form: Entry);
        Assert.Equal($"/schedules/{schedule}/customer-lists", cancelled.Headers.Location!.OriginalString);
        Assert.Equal(0, await DraftsAsync(url));
    }

    [Fact]
    public async Task Drafts_end_with_the_account_however_it_ends()
    {
        var user = await app.CreateUserAsync(null, Roles.InsightsAndMailings);
        using var client = await app.SignInAsAsync(user.Email!);
        var url = await ListAsync("Of somebody who leaves");
        await LiveInAsync(client, url, "Oxford");
        await app.DoAsync("update users set deactivated_at = now() where id = @id", new { id = user.Id });
        Assert.Equal(0, await DraftsAsync(url));

        await app.DoAsync("update users set deactivated_at = null where id = @id", new { id = user.Id });
        await app.SendAsync(new KeepDraft(user.Id, DraftOf.CustomerList(Id(url)), 1, "{}"));
        await app.DoAsync("delete from users where id = @id", new { id = user.Id });
        Assert.Equal(0, await DraftsAsync(url));
    }

    [Fact]
    public async Task A_draft_is_kept_thirty_days_and_then_deleted()
    {
        var user = await app.CreateUserAsync(null, Roles.InsightsAndMailings);
        var of = DraftOf.CustomerList(Id(await ListAsync("Forgotten")));
        await app.SendAsync(new KeepDraft(user.Id, of, 1, "first"));
        await app.SendAsync(new KeepDraft(user.Id, of, 2, "second"));
        app.Pass(Duration.FromDays(29));
        await app.SendAsync(new PurgeDrafts());
        Assert.Equal((2, "second"), await FoundAsync());
        app.Pass(Duration.FromDays(2));
        Assert.Null(await FoundAsync());
        await app.SendAsync(new PurgeDrafts());
        Assert.Equal(0, await app.AskAsync<int>("select count(*) from drafts where user_id = @id", new { id = user.Id }));

        async Task<(int, string)?> FoundAsync() =>
            await app.SendAsync(new FindDraft(user.Id, of)) is { } found ? (found.Version, found.Content) : null;
    }

    private async Task<string> ListAsync(string name) => $"/customer-lists/{await app.CustomerListAsync($"{name} {Guid.NewGuid()}")}";

    /// <summary>Asks in the builder for those who live in a town, and saves nothing.</summary>
    private static async Task<IHtmlDocument> LiveInAsync(HttpClient client, string url, string town)
    {
        var page = await client.PressAsync(await client.PageAsync(url), url, "add:main.0:kind:town");
        return await client.PressAsync(page, url, "keep", new() { ["Criterion.Lines"] = town });
    }

    /// <summary>The page with its form sent elsewhere, as a button of it would.</summary>
    private static IHtmlDocument Posted(IHtmlDocument page, string form, string to)
    {
        page.QuerySelector(form)!.SetAttribute("action", to);
        return page;
    }

    private static string CarryOn(IHtmlDocument page) => page.QuerySelector("#draft a")!.GetAttribute("href")!;

    private static string Sentence(IHtmlDocument page) => page.QuerySelector(".sentence")!.TextContent;

    private static string Text(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static long Id(string url) => long.Parse(url.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private Task<int> DraftsAsync(string url) => app.AskAsync<int>(
        "select count(*) from drafts where thing_id = @id and kind = @kind",
        new { id = Id(url), kind = url.StartsWith("/schedules/", StringComparison.Ordinal) ? "scheduled_list" : "customer_list" });
}
