using System.Globalization;
using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.AddCustomerList;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>What is said, and refused, where contact columns are to go outside of customers who have not agreed to it.</summary>
public sealed class SharingTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private long preference;
    private long list;
    private string partner = "";
    private string inside = "";

    public async ValueTask InitializeAsync()
    {
        await application.DoAsync("delete from crm.customers");
        await application.DoAsync("delete from sharing_preferences");
        preference = await application.PreferenceAsync(yes: 28, no: 7, silent: 5);
        list = await application.CustomerListAsync($"Everyone {Guid.NewGuid()}");
        partner = await application.PartnerAsync("Harbour Productions");
        inside = (await application.CreateUserAsync(null, Roles.InsightsAndMailings)).Email!;
        await application.AskAboutAsync(preference);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Those_on_the_list_who_have_not_answered_Yes_are_counted_for_the_company_of_each_address_outside()
    {
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var colleague = await application.PartnerAsync("Harbour Productions");
        var of = await application.PartnerAsync("Quay Street");
        var quay = await application.PreferenceAsync(yes: 2, no: 0, silent: 0);
        await application.DoAsync(
            "insert into sharing_preferences (company, contact_preference_id) values ('quay street', @quay)", new { quay });

        var checks = await CheckAsync($"{partner}, {staff.Email}, {of}, {colleague}, unknown@example.net");

        Assert.Equal(
            [
                $"{partner}, {colleague}: 14 of 42 customers have not agreed to be shared with Harbour Productions.",
                $"{of}: 40 of 42 customers have not agreed to be shared with Quay Street.",
                "unknown@example.net: 14 of 42 customers have not agreed to be shared with partners.",
            ],
            checks.Select(check => $"{string.Join(", ", check.Addresses)}: {check.Words}"));
        Assert.All(checks, check => Assert.False(check.IsRefused));
    }

    [Fact]
    public async Task It_is_told_by_who_is_on_the_list_and_not_by_what_the_list_asks()
    {
        var asked = await ListAsync(
            "Agreed", $$"""{"kind": "contactPreference", "preference": {"id": {{preference}}, "name": "x"}, "answers": ["yes"]}""");
        Assert.Empty(await CheckAsync(partner, asked));
        // Somebody else's list, which asks nothing of the kind, happens to hold one who has agreed.
        await application.DoAsync(
            "delete from crm.customers where id not in (select customer_id from crm.customer_contact_preferences where answer = 'Yes')");
        Assert.Empty(await CheckAsync(partner));
    }

    [Theory]
    [InlineData("name,town", 1)]
    [InlineData("name,matched_notes", 1)]
    [InlineData("name,birth_date", 1)]
    [InlineData("name,age,customer_id,tags,lifetime_spend,matched_event", 0)]
    public async Task Only_contact_columns_are_asked_about(string columns, int checks) =>
        Assert.Equal(checks, (await CheckAsync(partner, columns: columns.Split(','))).Count);

    [Fact]
    public async Task Where_no_column_is_chosen_yet_those_that_the_list_starts_with_count()
    {
        Assert.Single(await CheckAsync(partner, columns: []));
        Assert.Empty(await CheckAsync(partner, await application.CustomerListAsync($"Names {Guid.NewGuid()}", "name"), []));
    }

    [Fact]
    public async Task A_preference_that_a_feed_deleted_and_one_that_no_company_has_are_agreed_to_by_nobody()
    {
        await application.DoAsync("delete from crm.contact_preferences where id = @preference", new { preference });
        Assert.Equal(
            "None of the 40 customers has agreed to be shared with Harbour Productions.", Assert.Single(await CheckAsync(partner)).Words);
        await application.AskAboutAsync(null);
        Assert.Empty(await CheckAsync(partner));
        await application.DoAsync("insert into sharing_preferences (company, contact_preference_id) values ('Another', 1)");
        Assert.Equal(40, Assert.Single(await CheckAsync(partner)).NotAgreed);
    }

    [Fact]
    public async Task A_venue_that_asks_nothing_hears_nothing()
    {
        await application.AskAboutAsync(preference, "nothing");
        Assert.Empty(await CheckAsync(partner));
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = await FormAsync(staff);
        Assert.Null(page.QuerySelector("#sharing"));
    }

    [Fact]
    public async Task Email_to_and_Output_say_it_where_the_venue_warns_and_Ok_saves()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var (url, output) = await OutputAsync(staff);
        Assert.Contains(
            "12 of 40 customers have not agreed to be shared with Harbour Productions.", output.QuerySelector("#sharing li")!.TextContent,
            StringComparison.Ordinal);
        using var saved = await staff.SubmitAsync(output, url, form: "#entry-form");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    [Fact]
    public async Task Where_the_venue_refuses_Ok_says_so_beside_Email_to_and_loses_nothing()
    {
        await application.AskAboutAsync(preference, "refuse");
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var (url, output) = await OutputAsync(staff);
        Assert.Contains("It cannot be saved so", output.QuerySelector("#sharing li.bad")!.TextContent, StringComparison.Ordinal);

        using var refused = await staff.SubmitAsync(output, url, form: "#entry-form");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        var error = page.QuerySelector("#Details_EmailTo-error")!.TextContent;
        Assert.Contains(partner, error, StringComparison.Ordinal);
        Assert.Contains("12 of 40 customers have not agreed to be shared with Harbour Productions.", error, StringComparison.Ordinal);
        Assert.Equal("For the producer", page.QuerySelector("#Details_Name")!.GetAttribute("value"));
        Assert.Equal($"{inside}, {partner}", page.QuerySelector("#Details_EmailTo")!.TextContent.Trim());
        Assert.Equal(["name", "email"], page.QuerySelectorAll("[name='Output.Columns']").Select(each => each.GetAttribute("value")));

        // Without contact columns, or without who is outside, it is saved.
        using var withoutColumns = await staff.SubmitAsync(
            page, url, new() { ["Output.Columns"] = "name", ["Details.EmailTo"] = partner }, "#entry-form");
        var next = await withoutColumns.DocumentAsync();
        using var saved = await staff.SubmitAsync(next, url, form: "#entry-form");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    private async Task<IHtmlDocument> FormAsync(HttpClient staff)
    {
        var schedule = await application.ScheduleAsync();
        return await staff.PageAsync($"/schedules/{schedule}/customer-lists/new");
    }

    private async Task<(string Url, IHtmlDocument Output)> OutputAsync(HttpClient staff)
    {
        var url = $"/schedules/{await application.ScheduleAsync()}/customer-lists/new";
        using var answer = await staff.SubmitAsync(
            url, new()
            {
                ["Details.Name"] = "For the producer", ["Details.EmailTo"] = $"{inside}, {partner}",
                ["Details.CustomerListId"] = list.ToString(CultureInfo.InvariantCulture),
            }, "#entry-form");
        return (url, await answer.DocumentAsync());
    }

    private Task<IReadOnlyList<SharingCheck>> CheckAsync(string emailTo, long? listId = null, string[]? columns = null) =>
        application.SendAsync(new CheckSharing(
            new ScheduledListDetails("A", emailTo, "", listId ?? list, "csv", "send", "", "everyone", false),
            columns ?? ["name", "email"]));

    private async Task<long> ListAsync(string name, string criterion)
    {
        var id = await application.CustomerListAsync($"{name} {Guid.NewGuid()}");
        await application.DoAsync(
            """
            update customer_lists set definition = jsonb_build_object(
              'preFilter', '{"areas": []}'::jsonb,
              'mainFilter', jsonb_build_object('areas', jsonb_build_array(jsonb_build_object('segments', jsonb_build_array(
                jsonb_build_object('kind', 'local', 'name', 'S', 'definition',
                  jsonb_build_object('join', 'and', 'criteria', jsonb_build_array(@criterion::jsonb))))))))
            where id = @id
            """,
            new { id, criterion });
        return id;
    }
}
