using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using Dapper;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>The builder and global segments over plain HTTP, as a browser without scripts uses them.</summary>
public sealed class BuilderTests(TestApplication app) : IClassFixture<TestApplication>
{
    private static readonly string[] Staff = [Roles.InsightsAndMailings];

    [Fact]
    public async Task A_list_is_built_from_nothing_with_forms_alone_and_finds_the_right_customers()
    {
        await app.FillSmallVenueAsync();
        using var client = await app.SignInAsync(Staff);
        var url = await client.AddListAsync("Oxford donors");

        var page = await client.PageAsync(url);
        Assert.Contains("Everyone.", page.QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "add:main.0:kind:town", []);
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Lines"] = "Oxford" });
        page = await client.PressAsync(page, url, "add:main.0:kind:donation", []);
        page = await client.PressAsync(
            page, url, "keep", new() { ["Criterion.TotalAtLeast"] = "twelve" }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Enter an amount", page.Body!.TextContent, StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.TotalAtLeast"] = "12.25" });
        page = await client.PressAsync(page, url, "count", []);

        var expected = await QueryAsync<long>(
            "select id from crm.customers c where lower(town) = 'oxford' and (select sum(amount) from crm.donations "
            + "where customer_id = c.id) >= 12.25 order by id");
        Assert.NotEmpty(expected);
        Assert.Equal($"{expected.Count} customers", page.QuerySelector("#count-title")!.TextContent);
        page = await client.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther);

        page = await client.PageAsync(url);
        Assert.Equal(
            "Who is on this list: Customers who live in Oxford and made donations totalling at least 12.25.",
            string.Join(' ', page.QuerySelector(".sentence")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        page = await client.PressAsync(page, url, "not:main.0.1", []);
        page = await client.PressAsync(page, url, "count", []);
        var others = await QueryAsync<long>(
            "select count(*) from crm.customers c where lower(town) = 'oxford' and coalesce((select sum(amount) "
            + "from crm.donations where customer_id = c.id), 0) < 12.25");
        Assert.Equal(others[0] == 1 ? "1 customer" : $"{others[0]} customers", page.QuerySelector("#count-title")!.TextContent);
    }

    [Fact]
    public async Task A_list_that_asks_for_a_booking_offers_it_in_Output_with_a_row_for_each_and_counts_both_ways()
    {
        await app.FillSmallVenueAsync();
        using var client = await app.SignInAsync(Staff);
        var url = await client.AddListAsync("Row for each booking");
        var page = await client.PressAsync(await client.PageAsync(url), url, "tab:output", []);
        Assert.Null(page.QuerySelector("#output-rows"));
        Assert.Null(page.QuerySelector("[data-key=matched_event]"));

        page = await client.PressAsync(page, url, "tab:main", []);
        page = await client.PressAsync(page, url, "add:main.0:kind:booking", []);
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Text"] = "jazz" });
        page = await client.PressAsync(page, url, "tab:output", []);
        Assert.Equal("false", page.QuerySelector("#output-rows input[checked]")!.GetAttribute("value"));
        using var added = await client.SubmitAsync(page, url, new() { ["Output.Do"] = "add:matched_event" }, "#builder");
        page = await added.DocumentAsync();
        page = await client.PressAsync(page, url, "count", new() { ["Output.RowPerBooking"] = "true" });
        var expected = await QueryAsync<string>(
            """
            select concat(count(distinct b.customer_id), ' customers, ', count(*), ' bookings')
            from crm.bookings b
            join crm.event_instances i on i.id = b.event_instance_id
            join crm.events e on e.id = i.event_id
            where lower(e.name) like '%jazz%' and b.status = 'Confirmed'
            """);
        Assert.Equal(expected[0], page.QuerySelector("#count-title")!.TextContent);
        Assert.Contains("Event", page.QuerySelector("#count thead")!.TextContent, StringComparison.Ordinal);
        await client.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther);
        Assert.Equal([true], await QueryAsync<bool>($"select row_per_booking from customer_lists where id = {Id(url)}"));

        // Without the criterion there is nothing to show: it is said, and nothing is saved.
        page = await client.PageAsync(url);
        page = await client.PressAsync(page, url, "remove:main.0.0", []);
        page = await client.PressAsync(page, url, "save", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Choose a row for each customer", page.QuerySelector("#output-error")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_count_beside_the_form_is_counted_limited_and_traced_as_Update_Count_is()
    {
        await app.FillSmallVenueAsync();
        var user = await app.CreateUserAsync(null, Staff);
        using var client = await app.SignInAsAsync(user.Email!);
        var url = await client.AddListAsync("Counted beside the form");
        var page = await client.PressAsync(await client.PageAsync(url), url, "add:main.0:kind:town", []);
        for (var asked = 0; asked < 3; asked++)
        {
            page.QuerySelector("#builder")!.SetAttribute("action", $"{url}?handler=Count");
            using var live = await client.SubmitAsync(page, url, new() { ["Criterion.Lines"] = "Oxford" }, "#builder", htmx: true);
            var count = (await live.DocumentAsync()).QuerySelector("#count-title")!.TextContent;
            var expected = await QueryAsync<long>("select count(*) from crm.customers where lower(town) = 'oxford'");
            Assert.Equal(expected[0] == 1 ? "1 customer" : $"{expected[0]} customers", count);
        }

        // Not right yet: nothing is counted, and what stood there stays.
        using var unfinished = await client.SubmitAsync(page, url, new() { ["Criterion.Lines"] = "" }, "#builder", htmx: true);
        Assert.Equal(HttpStatusCode.NoContent, unfinished.StatusCode);
        Assert.Equal(3, await app.AskAsync<int>("select count(*) from list_counts where user_id = @id", new { id = user.Id }));
        Assert.Equal(1, await app.AskAsync<int>(
            "select count(*) from audit where action = 'customer_list.previewed' and subject_id = @list::text and user_id = @id",
            new { list = Id(url), id = user.Id }));
        Assert.Equal([null], await QueryAsync<long?>($"select last_count from customer_lists where id = {Id(url)}"));
    }

    [Fact]
    public async Task The_second_of_two_people_to_save_a_list_is_told_and_nothing_is_overwritten()
    {
        using var client = await app.SignInAsync(Staff);
        var url = await client.AddListAsync("Shared list");
        var (one, two) = (await client.PageAsync(url), await client.PageAsync(url));
        one = await client.PressAsync(one, url, "add:main.0:kind:email", []);
        one = await client.PressAsync(one, url, "keep", []);
        await client.PressAsync(one, url, "save", [], HttpStatusCode.SeeOther);

        two = await client.PressAsync(two, url, "add:main.0:kind:country", []);
        two = await client.PressAsync(two, url, "keep", new() { ["Criterion.Lines"] = "Wales" });
        two = await client.PressAsync(two, url, "save", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Somebody else saved this list", two.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("e-mail address", (await client.PageAsync(url)).QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
        await client.PressAsync(two, url, "save", [], HttpStatusCode.SeeOther);
        Assert.Contains("live in Wales", (await client.PageAsync(url)).QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_that_the_builder_did_not_write_is_refused()
    {
        using var client = await app.SignInAsync(Staff);
        var url = await client.AddListAsync("Tampered list");
        var answer = await client.SubmitAsync(url, new() { ["Do"] = "save", ["Draft"] = "{\"preFilter\":{\"areas\":[]}}" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task What_was_chosen_and_has_gone_from_the_data_is_named_and_never_dropped_in_silence()
    {
        using var client = await app.SignInAsync(Staff);
        await app.DoAsync(
            """
            insert into crm.events (id, external_reference, name) values (-1, 'gone-1', 'Gone with the Wind'), (-2, 'kept-2', 'Still On');
            insert into crm.contact_preferences (id, external_reference, name) values (-1, 'gone-1', 'Post of old'),
              (-2, 'kept-2', 'Anything')
            """);
        var url = await client.AddListAsync("Of the past");
        var page = await client.PageAsync(url);
        page = await client.PressAsync(page, url, "add:main.0:kind:booking", []);
        page = await client.PressAsync(page, url, "find", new() { ["Criterion.Find"] = "Gone with" });
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Ids"] = "-1" });
        page = await client.PressAsync(page, url, "add:main.0:kind:contactPreference", []);
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Preference"] = "" }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Choose a contact preference.", page.QuerySelector("#preference-error")!.TextContent, StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Preference"] = "-1" });
        await client.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther);
        await app.DoAsync("delete from crm.events where id = -1; delete from crm.contact_preferences where id = -1");

        page = await client.PressAsync(await client.PageAsync(url), url, "edit:main.0.0.0", []);
        Assert.Equal(
            "Gone with the Wind (no longer in the customer data)",
            page.QuerySelector("[name='Criterion.Ids']:checked")!.ParentElement!.TextContent.Trim());
        var refused = await client.PressAsync(page, url, "keep", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("Gone with the Wind is no longer in the customer data", refused.Body!.TextContent, StringComparison.Ordinal);
        page = await client.PressAsync(refused, url, "cancel", []);
        page = await client.PressAsync(page, url, "edit:main.0.1.0", []);
        Assert.Equal("-1", Assert.IsAssignableFrom<IHtmlSelectElement>(page.QuerySelector("#Criterion_Preference")).Value);
        refused = await client.PressAsync(page, url, "keep", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains(
            "Post of old is no longer in the customer data", refused.QuerySelector("#preference-error")!.TextContent,
            StringComparison.Ordinal);
        await client.PressAsync(refused, url, "keep", new() { ["Criterion.Preference"] = "-2" });
    }

    [Fact]
    public async Task A_list_that_would_grow_too_large_keeps_what_it_has_and_says_so()
    {
        using var client = await app.SignInAsync(Staff);
        var url = await client.AddListAsync("Very many areas");
        var page = await client.PageAsync(url);
        for (var area = 0; area < ListDefinition.MostAreas; area++)
        {
            page = await client.PressAsync(page, url, $"add:main.{area}:kind:email", []);
            page = await client.PressAsync(page, url, "keep", []);
        }

        page = await client.PressAsync(
            page, url, "add:main.30:kind:email", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("A filter has at most 30 areas.", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "move:main.0.0>main.0.0", []);
        page = await client.PressAsync(page, url, "remove:main.3.0", []);
        await client.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther);
        Assert.Equal(ListDefinition.MostAreas - 1, (await client.PageAsync(url)).QuerySelectorAll("section.area:not(.new)").Length);
    }

    [Fact]
    public async Task A_segment_has_at_most_fifty_criteria_and_a_longer_one_of_before_is_made_shorter()
    {
        using var client = await app.SignInAsync(Staff);
        var url = await client.AddListAsync("Very many criteria");
        await app.DoAsync(
            """
            update customer_lists set definition = jsonb_build_object('preFilter', jsonb_build_object('areas', '[]'::jsonb), 'mainFilter',
              jsonb_build_object('areas', jsonb_build_array(jsonb_build_object('segments', jsonb_build_array(jsonb_build_object(
                'kind', 'local', 'name', 'Long', 'definition', jsonb_build_object('join', 'or', 'criteria',
                  (select jsonb_agg(jsonb_build_object('kind', 'town', 'towns', jsonb_build_array('T' || n))) from generate_series(1, 51) n)
              )))))))
            where id = @id
            """,
            new { id = Id(url) });
        var page = await client.PageAsync(url);
        page = await client.PressAsync(page, url, "save", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("has 51 criteria; it may have at most 50.", Alert(page), StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "remove:main.0.0.0", []);
        page = await client.PressAsync(page, url, "add:main.0.0:kind:email", []);
        page = await client.PressAsync(page, url, "keep", [], HttpStatusCode.UnprocessableEntity);
        Assert.Contains("has 51 criteria; it may have at most 50.", Alert(page), StringComparison.Ordinal);
        page = await client.PressAsync(page, url, "cancel", []);
        await client.PressAsync(page, url, "save", [], HttpStatusCode.SeeOther);

        static string Alert(IHtmlDocument page) => page.QuerySelector("[role=alert]")!.TextContent;
    }

    [Fact]
    public async Task Looking_for_an_event_leaves_the_producers_as_they_are()
    {
        using var client = await app.SignInAsync(Staff);
        await app.DoAsync(
            "insert into crm.events (id, external_reference, name, producer) values (-21, 'found-21', 'Looked for', 'A producer')");
        var url = await client.AddListAsync("Of one event");
        var page = await client.PressAsync(await client.PageAsync(url), url, "add:main.0:kind:booking", []);
        page = await client.PressAsync(page, url, "find", new() { ["Criterion.Find"] = "Looked for" });
        Assert.Equal(["-21"], page.QuerySelectorAll("[name='Criterion.Ids']").Select(box => box.GetAttribute("value")));
        Assert.NotNull(page.QuerySelector("[name='Criterion.Values'][value='A producer']"));
    }

    [Fact]
    public async Task Of_more_values_than_can_be_looked_through_the_form_offers_some_and_finds_the_others()
    {
        using var client = await app.SignInAsync(Staff);
        await app.DoAsync(
            """
            insert into crm.customers (id, external_reference, last_name, created_at) values (-7, 'gave-a-lot', 'Gave a lot', now());
            insert into crm.donations (id, external_reference, customer_id, fund, campaign, amount, donated_at)
            select -number, 'many-' || number, -7, 'Fund ' || number % 3, 'Campaign ' || to_char(number, 'FM0000'), 1, now()
              from generate_series(1, 600) number
            """);
        var url = await client.AddListAsync("Of one campaign");
        var page = await client.PressAsync(await client.PageAsync(url), url, "add:main.0:kind:donation", []);
        Assert.Contains("There are more than those below.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("[value='Campaign 0600']"));
        page = await client.PressAsync(page, url, "find", new() { ["Criterion.Find"] = "0600" });
        Assert.Equal(["Campaign 0600"], page.QuerySelectorAll("[name='Criterion.Campaigns']").Select(box => box.GetAttribute("value")));
        page = await client.PressAsync(page, url, "find", new() { ["Criterion.Find"] = "no such campaign" });
        Assert.Equal(2, page.QuerySelectorAll(".pick p.hint").Count(hint => hint.TextContent == "Nothing found."));
        page = await client.PressAsync(page, url, "find", new() { ["Criterion.Find"] = "0600" });
        page = await client.PressAsync(page, url, "keep", new() { ["Criterion.Campaigns"] = "Campaign 0600" });
        Assert.Contains("Campaign 0600", page.QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => app.ListAsync<T>(sql);

    private static long Id(string url) => long.Parse(url[(url.LastIndexOfAny(['/', '=']) + 1)..], null);
}
