using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.AddCustomerList;

namespace CustomerListSchedules.Integration.ReviewAccess;

public sealed class AccessTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task An_address_shows_every_list_that_it_receives_or_may_run_and_a_list_every_address()
    {
        var list = await application.CustomerListAsync("Season ticket holders");
        var morning = await application.ScheduleAsync("Mornings");
        var onDemand = await application.ScheduleAsync("For promoters");
        await application.DoAsync(
            "update schedules set run_on_demand = true, run_as_schedule = false where id = @onDemand", new { onDemand });
        await application.EntryAsync(morning, list, "Holders today", "jo.access@example.org", "kim.access@example.org");
        await application.EntryAsync(onDemand, list, "Holders any time", "jo.access@example.org");
        await application.EntryAsync(await application.ScheduleAsync("Gone", deleted: true), list, "Not shown", "jo.access@example.org");
        await application.CreateUserAsync("jo.access@example.org", Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);

        var page = await administrator.PageAsync("/access/address?address=jo.access%40example.org");
        Assert.Equal(["For promoters", "Mornings"], page.QuerySelectorAll("tbody th > a").Select(link => link.TextContent.Trim()));
        Assert.Equal(
            ["May run it", "Receives it"],
            page.QuerySelectorAll("td[data-label=How]").Select(cell => cell.ChildNodes[0].TextContent.Trim()));
        Assert.Contains("Can collect", page.QuerySelector("main header p")!.TextContent, StringComparison.Ordinal);

        var back = await administrator.PageAsync($"/access/lists/{list}");
        Assert.Equal(
            ["jo.access@example.org", "jo.access@example.org", "kim.access@example.org"],
            back.QuerySelectorAll("tbody th").Select(cell => cell.TextContent.Trim()).Order());
        var lists = await administrator.PageAsync("/access/lists?search=SEASON");
        Assert.Equal("2", lists.QuerySelector("td[data-label=Addresses]")!.TextContent);
        Assert.Equal("2", lists.QuerySelector("td[data-label=Schedules]")!.TextContent);

        var all = await administrator.PageAsync("/access?search=JO.access");
        Assert.Equal("1", all.QuerySelector("td[data-label=Receives]")!.TextContent);
        Assert.Equal("1", all.QuerySelector("td[data-label='May run']")!.TextContent);
    }

    [Fact]
    public async Task Addresses_that_cannot_collect_stand_first_and_their_menus_name_the_remedy()
    {
        var list = await application.CustomerListAsync("Ordered");
        await application.EntryAsync(
            await application.ScheduleAsync("Ordered"), list, "Ordered", "a.fine@order.example", "b.none@order.example",
            "C.Capitals@order.example");
        await application.CreateUserAsync("a.fine@order.example", Roles.CollectReport);
        await application.CreateUserAsync("c.capitals@order.example", Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);

        var rows = (await administrator.PageAsync("/access?search=order.example")).QuerySelectorAll("tbody tr");

        Assert.Equal(
            ["b.none@order.example", "C.Capitals@order.example", "a.fine@order.example"],
            rows.Select(row => row.QuerySelector("th a")!.TextContent));
        Assert.Equal(
            [
                ["Create a User Account", "Replace"],
                ["Use c.capitals@order.example", "Replace"],
                ["Replace"],
            ],
            rows.Select(row => row.QuerySelectorAll(".row-menu a").Select(link => link.TextContent.Trim())));
        foreach (var link in rows.SelectMany(row => row.QuerySelectorAll(".row-menu a")))
        {
            await administrator.PageAsync(link.GetAttribute("href")!);
        }
    }

    [Fact]
    public async Task An_account_shows_what_its_address_gets_and_who_differs_in_capitals()
    {
        var list = await application.CustomerListAsync("Donors");
        var entry = await application.ScheduleAsync("Donor mornings");
        await application.EntryAsync(entry, list, "Donors today", "cap.exact@example.org", "Cap.Exact@example.org");
        var user = await application.CreateUserAsync("cap.exact@example.org", Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var page = await administrator.PageAsync($"/settings/user-accounts/{user.Id}");
        Assert.Contains("Donor mornings", page.QuerySelector("section[aria-labelledby=gets] tbody")!.TextContent, StringComparison.Ordinal);
        var notice = page.QuerySelector("section[aria-labelledby=gets] .notice")!;
        Assert.Contains("Cap.Exact@example.org", notice.TextContent, StringComparison.Ordinal);

        var preview = await administrator.PageAsync(notice.QuerySelectorAll("a")[1].GetAttribute("href")!);
        Assert.Contains("has it already", preview.QuerySelector("td[data-label='What happens']")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_replaced_in_every_schedule_exactly_as_previewed()
    {
        var list = await application.CustomerListAsync("Members");
        var one = await application.ScheduleAsync("Replace one");
        var two = await application.ScheduleAsync("Replace two");
        var first = await application.EntryAsync(one, list, "First", "before@old.example", "old.leader@example.org", "after@old.example");
        var second = await application.EntryAsync(two, list, "Second", "old.leader@example.org", "New.Leader@example.org");
        var other = await application.EntryAsync(two, list, "Other capitals", "Old.Leader@example.org");
        var sent = await application.DeliveryAsync(one, first, "accepted", "old.leader@example.org", "before@old.example");
        var unsent = await application.DeliveryAsync(one, first, "waiting", "old.leader@example.org", "before@old.example");
        await application.CreateUserAsync("New.Leader@example.org", Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);

        var preview = await administrator.PageAsync("/access/replace?from=old.leader%40example.org&to=New.Leader%40example.org");
        Assert.Equal(
            ["Replaced", "The new address has it already; the old one is taken off"],
            preview.QuerySelectorAll("td[data-label='What happens']").Select(cell => cell.TextContent));
        Assert.Equal(
            [
                "New.Leader@example.org begins to get “First”.", "old.leader@example.org ceases to get “First” and “Second”.",
                "1 person can no longer collect 1 file already delivered, and 1 message not yet sent is cancelled.",
                "Email is new to New.Leader@example.org, an address outside.",
            ],
            preview.QuerySelectorAll("#access-difference li").Select(line => line.TextContent));
        Assert.Equal(["before@old.example", "old.leader@example.org", "after@old.example"], await RecipientsAsync(first));

        var answer = await administrator.SubmitAsync(preview, "", form: "section form");
        Assert.Equal(
            "New.Leader@example.org",
            (await administrator.PageAsync(answer.Headers.Location!.OriginalString)).QuerySelector("h1")!.TextContent);
        Assert.Equal(["before@old.example", "New.Leader@example.org", "after@old.example"], await RecipientsAsync(first));
        Assert.Equal(["New.Leader@example.org"], await RecipientsAsync(second));
        Assert.Equal(["Old.Leader@example.org"], await RecipientsAsync(other));
        Assert.Equal(
            [("before@old.example", "waiting"), ("old.leader@example.org", "cancelled")],
            await application.ListAsync<(string, string)>(
                "select recipient::text, state from messages where delivery_id = @unsent order by recipient", new { unsent }));
        Assert.Equal(
            2,
            await application.AskAsync<int>(
                "select count(*)::int from messages where delivery_id = @sent and state = 'accepted'", new { sent }));
        Assert.Equal(
            [
                ($"{first}", "New.Leader@example.org begins to get “First”; old.leader@example.org ceases to get “First”; 1 person can no "
                    + "longer collect 1 file already delivered, and 1 message not yet sent is cancelled; Email is new to "
                    + "New.Leader@example.org, an address outside."),
                ($"{second}", "old.leader@example.org ceases to get “Second”.")
            ],
            await application.ListAsync<(string, string?)>(
                "select subject_id, details->>'whoGetsWhat' from audit where action = 'scheduled_list.address_replaced' "
                + "and details->'addressesTakenOff'->>0 = 'old.leader@example.org' order by id"));
        Assert.Equal(2, await application.AskAsync<int>("select version from scheduled_lists where id = @first", new { first }));
    }

    [Fact]
    public async Task Of_a_list_that_is_split_a_replacement_tells_the_values()
    {
        var list = await application.CustomerListAsync("Split members");
        var entry = await application.EntryAsync(
            await application.ScheduleAsync("Split"), list, "Sales", "split.old@example.org", "split.new@example.org");
        await application.DoAsync(
            """
            update scheduled_lists set split_by = 'producer' where id = @entry;
            insert into scheduled_list_parts (scheduled_list_id, value, address, position)
            values (@entry, 'Lantern', 'split.old@example.org', 1), (@entry, 'North Quay', 'split.old@example.org', 2),
              (@entry, 'lantern', 'split.new@example.org', 3)
            """,
            new { entry });
        var administrator = await application.SignInAsync(Roles.Administrator);
        var preview = await administrator.PageAsync("/access/replace?from=split.old%40example.org&to=split.new%40example.org");
        Assert.Equal(
            [
                "split.new@example.org begins to get “Sales” for North Quay.",
                "split.old@example.org ceases to get “Sales” for Lantern and North Quay.",
            ],
            preview.QuerySelectorAll("#access-difference li").Select(line => line.TextContent));
        var answer = await administrator.SubmitAsync(preview, "", form: "section form");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(
            ["North Quay", "lantern"],
            await application.ListAsync<string>(
                "select value::text from scheduled_list_parts where scheduled_list_id = @entry order by value collate \"C\"",
                new { entry }));
    }

    [Fact]
    public async Task A_schedule_that_changed_since_the_preview_stops_the_whole_replacement()
    {
        var list = await application.CustomerListAsync("Changing");
        var schedule = await application.ScheduleAsync("Changing");
        var first = await application.EntryAsync(schedule, list, "First", "changing@example.org");
        var administrator = await application.SignInAsync(Roles.Administrator);
        var preview = await administrator.PageAsync("/access/replace?from=changing%40example.org&to=changed%40example.org");
        var second = await application.EntryAsync(schedule, list, "Second", "changing@example.org");

        var refused = await administrator.SubmitAsync(preview, "", form: "section form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(["changing@example.org"], await RecipientsAsync(first));
        var again = await refused.DocumentAsync();
        Assert.Contains("Nothing was replaced", again.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await administrator.SubmitAsync(again, "", form: "section form")).StatusCode);
        Assert.Equal(["changed@example.org"], await RecipientsAsync(second));
    }

    [Theory]
    [InlineData("a@example.org", "not an address", "not an e-mail address")]
    [InlineData("a@example.org", "a@example.org", "same address")]
    [InlineData("a@example.org", "b@example.org, c@example.org", "one e-mail address")]
    [InlineData("a@example.org", "", "one e-mail address")]
    [InlineData("a@example.org", "Bob <b@example.org>", "one e-mail address")]
    public async Task What_is_not_one_other_address_is_refused_beside_the_field(string from, string to, string why)
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var page = await administrator.PageAsync(
            $"/access/replace?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}", HttpStatusCode.UnprocessableEntity);
        Assert.Contains(why, page.QuerySelector("#To-error")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_address_that_could_not_collect_is_warned_of()
    {
        var list = await application.CustomerListAsync("Warned");
        await application.EntryAsync(await application.ScheduleAsync("Warned"), list, "Warned", "warned@example.org");
        await application.CreateUserAsync("Exact.Capitals@example.org", Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var none = await administrator.PageAsync("/access/replace?from=warned%40example.org&to=none%40example.org");
        Assert.Contains("no User Account yet", none.QuerySelector("section .notice")!.TextContent, StringComparison.Ordinal);
        var capitals = await administrator.PageAsync("/access/replace?from=warned%40example.org&to=exact.capitals%40example.org");
        var better = await administrator.PageAsync(capitals.QuerySelector("section .notice a")!.GetAttribute("href")!);
        Assert.Null(better.QuerySelector("section .notice"));
        Assert.Equal("Exact.Capitals@example.org", better.QuerySelector("input#To")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_export_is_a_safe_CSV_file_with_a_row_an_address_and_list_and_is_audited()
    {
        var list = await application.CustomerListAsync("=SUM(A1)");
        await application.EntryAsync(await application.ScheduleAsync("+cmd"), list, "@entry", "export@example.org", "Export@example.org");
        await application.CreateUserAsync("export@example.org", Roles.CollectReport);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var answer = await administrator.GetAsync("/access?handler=Csv&search=EXPORT%40", TestContext.Current.CancellationToken);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var lines = (await answer.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                "Export@example.org,'+cmd,'@entry,'=SUM(A1),csv,Yes,No,No,,,User Account differs in capitals",
                "export@example.org,'+cmd,'@entry,'=SUM(A1),csv,Yes,No,No,,,Can collect"
            ],
            lines[1..]);
        Assert.Equal(1, await application.AskAsync<int>("select count(*)::int from audit where action = 'access.exported'"));
    }

    [Fact]
    public async Task Many_addresses_come_page_by_page()
    {
        var list = await application.CustomerListAsync("Many");
        await application.EntryAsync(
            await application.ScheduleAsync("Many"), list, "Many", [.. Enumerable.Range(0, 60).Select(i => $"many{i:D3}@pages.example")]);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var first = await administrator.PageAsync("/access?search=pages.example");
        Assert.Equal(50, first.QuerySelectorAll("tbody tr").Length);
        var second = await administrator.PageAsync(first.QuerySelector(".pager a")!.GetAttribute("href")!);
        Assert.Equal("many050@pages.example", second.QuerySelector("tbody th")!.TextContent.Trim());
        Assert.Equal(10, second.QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public async Task An_address_that_nobody_knows_is_not_found() =>
        await (await application.SignInAsync(Roles.Administrator)).PageAsync(
            "/access/address?address=unknown%40example.org", HttpStatusCode.NotFound);

    private Task<IReadOnlyList<string>> RecipientsAsync(long entry) =>
        application.ListAsync<string>(
            "select address::text from scheduled_list_recipients where scheduled_list_id = @entry order by position", new { entry });
}
