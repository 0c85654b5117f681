using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.AddCustomerList;

namespace CustomerListSchedules.Integration.CompareAccess;

/// <summary>What an edit changes of who gets whose data, shown before it is saved, over plain forms.</summary>
public sealed class WhatAnEditChangesTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        client = await application.SignInAsync(Roles.Administrator);
        await application.DoAsync(
            """
            truncate crm.customers cascade;
            insert into crm.customers (id, external_reference, first_name, town, created_at)
            select id, id, 'Customer ' || id, case when id <= 3 then 'Oxford' when id = 4 then 'Witney' else 'Bath' end, now()
            from generate_series(1, 6) id
            """);
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_list_is_saved_once_its_customers_more_and_fewer_are_agreed_to()
    {
        var (list, _) = await ScheduledAsync("Stewards", Towns("Oxford"));
        var page = await AskedAsync(Builder(list), Drafted(Towns("Witney", "Bath")));
        Assert.Equal(["To ann@example.org in Stewards", "3", "3", "3", "3"], Cells(page));
        Assert.Equal("This changes who gets whose data", page.QuerySelector("#access-difference h2")!.TextContent);
        Assert.Equal(Towns("Witney", "Bath").ToJson(), ((IHtmlInputElement)page.QuerySelector("[name=Draft]")!).Value);
        Assert.Equal("Save and change who is on it", Button(page).TextContent);
        Assert.Null(page.QuerySelector("button[value=save]"));
        Assert.Contains("Oxford", await DefinitionAsync(list), StringComparison.Ordinal);
        Assert.Equal(1, await application.AskAsync<int>(
            "select count(*) from drafts where kind = 'customer_list' and thing_id = @list", new { list }));

        await ConfirmAsync(page, Builder(list));
        Assert.Contains("Witney", await DefinitionAsync(list), StringComparison.Ordinal);
        Assert.Equal("3 customers more and 3 fewer in “Stewards”.", await SaidAsync("customer_list", list));
    }

    [Fact]
    public async Task A_difference_that_has_grown_since_it_was_shown_is_shown_anew()
    {
        var (list, _) = await ScheduledAsync("Growing", Towns("Oxford"));
        var page = await AskedAsync(Builder(list), Drafted(Towns("Oxford", "Witney")));
        Assert.Equal(["To ann@example.org in Growing", "3", "4", "1", "0"], Cells(page));
        await application.DoAsync(
            "insert into crm.customers (id, external_reference, first_name, town, created_at) values (90, 'W90', 'Late', 'Witney', now())");
        page = await AskedAgainAsync(page, Builder(list));
        Assert.Equal(["To ann@example.org in Growing", "3", "5", "2", "0"], Cells(page));

        await application.EntryAsync(await application.ScheduleAsync(), list, "Also growing", "bob@example.org");
        page = await AskedAgainAsync(page, Builder(list));
        Assert.Equal(["To ann@example.org and bob@example.org in Growing and Also growing", "3", "5", "2", "0"], Cells(page));
        await application.DoAsync("delete from crm.customers where id = 90");
        await ConfirmAsync(page, Builder(list));
        Assert.Equal("1 customer more in 2 scheduled lists.", await SaidAsync("customer_list", list));
    }

    [Fact]
    public async Task A_list_that_takes_too_long_to_count_is_named_and_can_be_saved()
    {
        var (list, _) = await ScheduledAsync("Slow", Towns("Oxford"));
        IHtmlDocument page;
        await using (var blocker = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await blocker.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await Dapper.SqlMapper.ExecuteAsync(blocker, "lock table crm.customers in access exclusive mode");
            page = await AskedAsync(Builder(list), Drafted(Towns("Bath")));
        }

        Assert.Contains(
            "could not be counted within 5 seconds", page.QuerySelector("#access-difference tbody")!.TextContent, StringComparison.Ordinal);
        await ConfirmAsync(page, Builder(list));
        Assert.Equal("2 customers more and 3 fewer in “Slow”.", await SaidAsync("customer_list", list));
    }

    [Fact]
    public async Task Two_people_who_change_one_list_are_told_of_each_other_and_of_the_difference_in_one_step()
    {
        var (list, _) = await ScheduledAsync("Both", Towns("Oxford"));
        var (one, two) = (await client.PageAsync(Builder(list)), await client.PageAsync(Builder(list)));
        using var asked = await client.SubmitAsync(one, Builder(list), Drafted(Towns("Witney")), "#builder");
        await ConfirmAsync(await asked.DocumentAsync(), Builder(list));

        using var told = await client.SubmitAsync(two, Builder(list), Drafted(Towns("Bath")), "#builder");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.StatusCode);
        var page = await told.DocumentAsync();
        Assert.Contains("Somebody else saved this list", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["To ann@example.org in Both", "1", "2", "2", "1"], Cells(page));
        await ConfirmAsync(page, Builder(list));
        Assert.Contains("Bath", await DefinitionAsync(list), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_list_where_nobodys_access_changes()
    {
        var unscheduled = await ListAsync("Unscheduled", Towns("Oxford"));
        await SilentAsync(Builder(unscheduled), Drafted(Towns("Bath")));
        var nobody = await ListAsync("Nobody", Towns("Oxford"));
        await application.EntryAsync(await application.ScheduleAsync(), nobody, "Nobody");
        await application.EntryAsync(await application.ScheduleAsync(deleted: true), nobody, "Gone", "ann@example.org");
        await SilentAsync(Builder(nobody), Drafted(Towns("Bath")));

        var (list, _) = await ScheduledAsync("Silent", Towns("Oxford"));
        await SilentAsync(Builder(list), Drafted(Towns("Oxford")));
        await SilentAsync(Builder(list), Drafted(Towns("OXFORD")));
        await SilentAsync(
            Builder(list), new()
            {
                ["Do"] = "save", ["Tab"] = "output", ["Output.Columns"] = "phone", ["Output.SortBy"] = "name:descending",
            });
        using var renamed = await client.SubmitAsync($"{Builder(list)}/details", new() { ["Details.Name"] = "Another name" });
        Assert.Equal(HttpStatusCode.SeeOther, renamed.StatusCode);
        Assert.Equal(0, await application.AskAsync<int>(
            "select count(*) from audit where subject_id = any(@ids) and details->>'whoGetsWhat' is not null",
            new { ids = new[] { $"{unscheduled}", $"{nobody}", $"{list}" } }));
    }

    [Fact]
    public async Task A_global_segment_in_several_lists_names_each_and_counts_twenty()
    {
        var segment = await SegmentAsync("Near", "Oxford");
        var lists = new List<long>();
        foreach (var number in Enumerable.Range(1, 23))
        {
            var (list, _) = await ScheduledAsync($"Of {number:00}", Global(segment));
            lists.Add(list);
        }

        await ListAsync("Aside", Global(segment));
        var url = $"/segments/{segment}";
        var page = await SegmentAskedAsync(segment, "Witney");
        var rows = page.QuerySelectorAll("#effects tbody tr").ToArray();
        Assert.Equal(20, rows.Length);
        Assert.All(rows, row => Assert.Equal(
            ["3", "1", "1", "3"], row.QuerySelectorAll(".numbers").Select(cell => cell.TextContent.Trim())));
        var others = page.QuerySelector("#effects p")!.TextContent;
        Assert.All(["Of 21", "Of 22", "Of 23", "Aside"], name => Assert.Contains(name, others, StringComparison.Ordinal));
        Assert.Contains("Oxford", await application.AskAsync<string>(
            "select definition::text from segments where id = @segment", new { segment }), StringComparison.Ordinal);

        await ConfirmAsync(page, url, "#segment");
        var said = await SaidAsync("segment", segment);
        Assert.Contains("1 customer more and 3 fewer in “Of 01”; ", said, StringComparison.Ordinal);
        Assert.Matches("not counted: “Of 21.*”, “Of 22.*” and “Of 23.*”\\.$", said!);
        Assert.DoesNotContain("Aside", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_global_segment_whose_lists_go_to_more_since_it_was_shown_is_shown_anew()
    {
        var segment = await SegmentAsync("Shared", "Oxford");
        var (_, _) = await ScheduledAsync("First of it", Global(segment));
        var page = await SegmentAskedAsync(segment, "Bath");
        await ScheduledAsync("Second of it", Global(segment));
        page = await AskedAgainAsync(page, $"/segments/{segment}", "#segment");
        Assert.Equal(2, page.QuerySelectorAll("#effects tbody tr").Length);
        await ConfirmAsync(page, $"/segments/{segment}", "#segment");
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_segment_where_nobodys_access_changes_and_what_it_changes_can_be_shown()
    {
        var segment = await SegmentAsync("Quiet", "Oxford");
        var url = $"/segments/{segment}";
        await ListAsync("Of nobody", Global(segment));
        using var renamed = await client.SubmitAsync(
            await client.PageAsync(url), url, new() { ["Do"] = "save", ["Name"] = "Quieter" }, "#segment");
        Assert.Equal(HttpStatusCode.SeeOther, renamed.StatusCode);
        using var shown = await client.SubmitAsync(
            await client.PageAsync(url), url, new() { ["Do"] = "compare", ["Draft"] = Draft("Bath") }, "#segment");
        var page = await shown.DocumentAsync();
        Assert.Equal(["Goes to nobody", "3", "2", "2", "3"], Cells(page, "#effects"));
        Assert.Null(page.QuerySelector("button[name=Confirmed]"));
        using var saved = await client.SubmitAsync(page, url, new() { ["Do"] = "save" }, "#segment");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);

        await ScheduledAsync("Of somebody", Global(segment));
        using var same = await client.SubmitAsync(
            await client.PageAsync(url), url, new() { ["Do"] = "save", ["Draft"] = Draft("BATH") }, "#segment");
        Assert.Equal(HttpStatusCode.SeeOther, same.StatusCode);
        Assert.Null(await SaidAsync("segment", segment));
    }

    [Fact]
    public async Task Contact_columns_that_are_new_to_an_address_outside_are_agreed_to()
    {
        await application.CreateUserAsync("columns.staff@example.org", Roles.InsightsAndMailings);
        var (_, entry) = await ScheduledAsync("Columns", Towns("Oxford"), "columns.out@example.org", "columns.staff@example.org");
        var url = await EntryAsync(entry);
        var page = await AskedAsync(url, new() { ["Output.Columns"] = "name,email,phone,birth_date,age" });
        Assert.Equal(
            ["Phone and Birth Date are new to columns.out@example.org, an address outside."],
            page.QuerySelectorAll("#access-difference li").Select(line => line.TextContent));
        Assert.Equal("Save and give them this", Button(page).TextContent);
        await ConfirmAsync(page, url, "#entry-form");
        Assert.Equal(
            "Phone and Birth Date are new to columns.out@example.org, an address outside.", await SaidAsync("scheduled_list", entry));
        Assert.Equal("name,email,phone,birth_date,age", await application.AskAsync<string>(
            "select array_to_string(output_columns, ',') from scheduled_lists where id = @entry", new { entry }));

        // Neither fewer of them, nor others, nor another order or name changes anybody's access.
        await SilentAsync(url, new() { ["Output.Columns"] = "email,name,tickets", ["Output.SortBy"] = "name:descending" });
        await SilentAsync(url, [], new() { ["Details.Name"] = "Other columns", ["Details.WhenEmpty"] = "skip" });
        var (_, inside) = await ScheduledAsync("Inside", Towns("Oxford"), "columns.staff@example.org");
        await SilentAsync(await EntryAsync(inside), new() { ["Output.Columns"] = "name,email,phone" });
    }

    [Fact]
    public async Task Who_begins_and_who_ceases_to_get_a_list_is_agreed_to()
    {
        var (_, entry) = await ScheduledAsync("People", Towns("Oxford"), "ann@example.org", "bob@example.org");
        var url = await EntryAsync(entry);
        var details = new Dictionary<string, string?> { ["Details.EmailTo"] = "bob@example.org, new@example.org" };
        var page = await AskedAsync(url, [], details);
        Assert.Equal(
            [
                "new@example.org begins to get “People”.", "ann@example.org ceases to get “People”.",
                "Email is new to new@example.org, an address outside.",
            ],
            page.QuerySelectorAll("#access-difference li").Select(line => line.TextContent));
        Assert.Equal("bob@example.org, new@example.org", ((IHtmlInputElement)page.QuerySelector("[name='Details.EmailTo']")!).Value);

        // What was agreed to is this, and not another address.
        using var other = await client.SubmitAsync(
            page, url, new()
            {
                ["Confirmed"] = Button(page).GetAttribute("value"), ["Details.EmailTo"] = "bob@example.org, other@example.org",
            },
            "#entry-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        await ConfirmAsync(page, url, "#entry-form");
        Assert.Equal(
            "new@example.org begins to get “People”; ann@example.org ceases to get “People”; Email is new to new@example.org, an address "
            + "outside.",
            await SaidAsync("scheduled_list", entry));
    }

    [Fact]
    public async Task Another_Customer_List_of_a_scheduled_list_is_agreed_to_with_its_customers_more_and_fewer()
    {
        var (_, entry) = await ScheduledAsync("Switched", Towns("Oxford"));
        var bath = await ListAsync("Bath alone", Towns("Bath"));
        var url = await EntryAsync(entry);
        var page = await AskedAsync(url, [], new() { ["Details.CustomerListId"] = $"{bath}" });
        Assert.Equal(["To ann@example.org in Switched", "3", "2", "2", "3"], Cells(page));
        Assert.Matches("Bath alone .* instead of Switched ", page.QuerySelector("#access-difference tbody th")!.TextContent);
        await ConfirmAsync(page, url, "#entry-form");
        Assert.Equal("2 customers more and 3 fewer in “Switched”.", await SaidAsync("scheduled_list", entry));
        Assert.Equal(bath, await application.AskAsync<long>(
            "select customer_list_id from scheduled_lists where id = @entry", new { entry }));
    }

    private static string Builder(long list) => $"/customer-lists/{list}";

    private static ListDefinition Towns(params string[] towns) => Of(new LocalSegment(
        "Towns", SegmentDefinition.Of(new TownCriterion(towns))));

    private static ListDefinition Global(long segment) => Of(new GlobalSegment(segment));

    private static ListDefinition Of(AreaSegment segment) => new(Filter.Empty, new Filter([new Area([segment])]));

    private static string Draft(params string[] towns) =>
        Of(new LocalSegment("Quiet", SegmentDefinition.Of(new TownCriterion(towns)))).ToJson();

    private static Dictionary<string, string?> Drafted(ListDefinition definition) => new()
    {
        ["Do"] = "save", ["Draft"] = definition.ToJson(),
    };

    private async Task<long> ListAsync(string name, ListDefinition definition)
    {
        var list = await application.CustomerListAsync($"{name} {Guid.NewGuid()}");
        await application.DoAsync(
            "update customer_lists set definition = @definition::jsonb where id = @list", new { list, definition = definition.ToJson() });
        return list;
    }

    private async Task<(long List, long Entry)> ScheduledAsync(string name, ListDefinition definition, params string[] people)
    {
        var list = await ListAsync(name, definition);
        var schedule = await application.ScheduleAsync($"Mornings of {name}");
        return (list, await application.EntryAsync(schedule, list, name, people.Length == 0 ? ["ann@example.org"] : people));
    }

    private async Task<long> SegmentAsync(string name, string town) => await application.AskAsync<long>(
        "insert into segments (name, definition) values (@name, @definition::jsonb) returning id",
        new { name = $"{name} {Guid.NewGuid()}", definition = SegmentDefinition.Of(new TownCriterion([town])).ToJson() });

    private async Task<string> EntryAsync(long entry) =>
        $"/schedules/{await application.AskAsync<long>("select schedule_id from scheduled_lists where id = @entry", new { entry })}"
        + $"/customer-lists/{entry}";

    private async Task<IHtmlDocument> SegmentAskedAsync(long segment, string town)
    {
        var url = $"/segments/{segment}";
        using var answer = await client.SubmitAsync(
            await client.PageAsync(url), url, new() { ["Do"] = "save", ["Draft"] = Draft(town) }, "#segment");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    // Of an entry: by way of its first page.
    private async Task<IHtmlDocument> AskedAsync(
        string url, Dictionary<string, string?> values, Dictionary<string, string?>? details = null)
    {
        using var answer = await SaveAsync(url, values, details);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    private async Task SilentAsync(string url, Dictionary<string, string?> values, Dictionary<string, string?>? details = null)
    {
        using var answer = await SaveAsync(url, values, details);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SaveAsync(
        string url, Dictionary<string, string?> values, Dictionary<string, string?>? details)
    {
        var page = await client.PageAsync(url);
        if (page.QuerySelector("#builder") is not null)
        {
            return await client.SubmitAsync(page, url, values, "#builder");
        }

        using var next = await client.SubmitAsync(page, url, details, "#entry-form");
        page = await next.DocumentAsync();
        if (values.Remove("Output.Columns", out var columns))
        {
            foreach (var old in page.QuerySelectorAll("#entry-form [name='Output.Columns']"))
            {
                old.Remove();
            }

            foreach (var column in columns!.Split(','))
            {
                var input = page.CreateElement("input");
                input.SetAttribute("type", "hidden");
                input.SetAttribute("name", "Output.Columns");
                input.SetAttribute("value", column);
                page.GetElementById("entry-form")!.AppendChild(input);
            }
        }

        return await client.SubmitAsync(page, url, values, "#entry-form");
    }

    private static AngleSharp.Dom.IElement Button(IHtmlDocument page) => page.QuerySelector("button[name=Confirmed]")!;

    private async Task<IHtmlDocument> AskedAgainAsync(IHtmlDocument page, string url, string form = "#builder")
    {
        using var answer = await PressAsync(page, url, form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    private async Task ConfirmAsync(IHtmlDocument page, string url, string form = "#builder")
    {
        using var answer = await PressAsync(page, url, form);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    private Task<HttpResponseMessage> PressAsync(IHtmlDocument page, string url, string form) =>
        client.SubmitAsync(page, url, new() { ["Confirmed"] = Button(page).GetAttribute("value") }, form);

    // The row of the only list, without its name.
    private static string[] Cells(IHtmlDocument page, string of = "#access-difference") =>
    [
        .. page.QuerySelectorAll($"{of} tbody th small, {of} tbody td")
            .Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
    ];

    private Task<string> DefinitionAsync(long list) =>
        application.AskAsync<string>("select definition::text from customer_lists where id = @list", new { list });

    private Task<string?> SaidAsync(string subject, long id) => application.AskAsync<string?>(
        "select details->>'whoGetsWhat' from audit where subject_type = @subject and subject_id = @id::text order by id desc limit 1",
        new { subject, id });
}
