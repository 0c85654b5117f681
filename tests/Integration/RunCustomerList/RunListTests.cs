using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.RunCustomerList;

/// <summary>Run in the explorer: a list at once into a file of its own.</summary>
public sealed class RunListTests : IClassFixture<TestApplication>
{
    private const string AddedLastWeek =
        """
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"New","definition":{"join":"and","criteria":[
          {"kind":"created","date":{"kind":"lastWeek"}}]}}]}]}}
        """;

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public RunListTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    public async Task A_list_is_run_into_any_format(string format, string contentType)
    {
        await world.AddCustomersAsync(3);
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = await RunAsync(staff, await AddListAsync(), format);
        using var file = await staff.GetAsync(
            page.QuerySelector("#export a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
        Assert.Equal(contentType, file.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_list_with_more_customers_than_a_Mail_Merge_document_holds_fails_naming_Excel()
    {
        var list = await AddListAsync();
        await world.ExecuteAsync(
            "insert into crm.customers (external_reference, last_name, created_at) select 'Many' || n, 'Many', now() "
            + "from generate_series(1, 32767) n");
        try
        {
            using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
            var page = await RunAsync(staff, list, "docx");
            Assert.Contains("holds at most 32,766 customers", page.QuerySelector("#export")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("Choose Unformatted Excel", page.QuerySelector("#export")!.TextContent, StringComparison.Ordinal);
        }
        finally
        {
            await world.ExecuteAsync("delete from crm.customers where external_reference like 'Many%'");
        }
    }

    [Fact]
    public async Task A_list_with_more_columns_than_a_Mail_Merge_document_holds_is_refused_beside_the_format()
    {
        var list = await AddListAsync();
        await world.ExecuteAsync(
            "update customer_lists set output_columns = array(select 'column_' || n from generate_series(1, 64) n) where id = @list",
            new { list });
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        using var refused = await staff.SubmitAsync($"/customer-lists/{list}/run", new() { ["FileFormat"] = "docx" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var form = await refused.DocumentAsync();
        Assert.Contains(
            "at most 63 columns; this list has 64", form.QuerySelector("#FileFormat-error")!.TextContent, StringComparison.Ordinal);
        Assert.True(form.QuerySelector("input[name=FileFormat][value=docx]")!.HasAttribute("checked"));
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from list_exports where customer_list_id = @list", new { list }));
    }

    [Fact]
    public async Task A_list_that_cannot_be_run_says_why()
    {
        var list = await AddListAsync();
        await world.ExecuteAsync("update customer_lists set output_columns = '{no_such_column}' where id = @list", new { list });
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Contains(
            "The Customer List cannot be run", (await RunAsync(staff, list, "csv")).QuerySelector("#export")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_left_the_page_finds_the_file_at_the_list_and_in_the_explorer_until_it_expires_and_nobody_else_does()
    {
        await world.AddCustomersAsync(2);
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        using var staff = await application.SignInAsAsync(user.Email!);
        var list = await AddListAsync();
        await RunAsync(staff, list, "xlsx");

        foreach (var url in (string[])[$"/customer-lists/{list}/run", "/customer-lists"])
        {
            var row = (await staff.PageAsync(url)).QuerySelector("#your-files tbody tr")!;
            Assert.Contains("Unformatted Excel", row.TextContent, StringComparison.Ordinal);
            using var file = await staff.GetAsync(
                row.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        using var colleague = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Null((await colleague.PageAsync($"/customer-lists/{list}/run")).QuerySelector("#your-files"));
        Assert.Null((await colleague.PageAsync("/customer-lists")).QuerySelector("#your-files"));

        world.SetClock(DeliveryWorld.Due + Duration.FromDays(7) + Duration.FromMinutes(1));
        using var later = await application.SignInAsAsync(user.Email!);
        Assert.Null((await later.PageAsync("/customer-lists")).QuerySelector("#your-files"));
    }

    [Fact]
    public async Task A_run_under_way_and_one_that_failed_are_found_again_too()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var list = await AddListAsync();
        await world.ExecuteAsync("update customer_lists set output_columns = '{no_such_column}' where id = @list", new { list });
        await RunAsync(staff, list, "csv");
        await world.ExecuteAsync(
            """
            insert into list_exports (id, customer_list_id, list_name, user_id, who, file_format, snapshot, state, started_at,
              next_attempt_at, lease_until)
            select gen_random_uuid(), customer_list_id, list_name, user_id, who, 'csv', snapshot,
              'running', started_at - interval '1 minute', started_at, clock_timestamp() + interval '1 hour'
            from list_exports where customer_list_id = @list
            """,
            new { list });
        var files = (await staff.PageAsync($"/customer-lists/{list}/run")).QuerySelectorAll("#your-files .badge")
            .Select(badge => badge.TextContent);
        Assert.Equal(["Failed", "Running"], files);
    }

    [Fact]
    public async Task A_file_stays_where_it_is_when_its_list_is_deleted()
    {
        await world.AddCustomersAsync(1);
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var list = await AddListAsync();
        await RunAsync(staff, list, "csv");
        var export = await world.ScalarAsync<Guid>("select id from list_exports where customer_list_id = @list", new { list });
        var run = $"/customer-lists/{list}/run?export={export}";
        await world.ExecuteAsync("update scheduled_lists set deleted_at = now() where customer_list_id = @list", new { list });
        using var deleted = await staff.SubmitAsync("/customer-lists", form: $"#delete-{list} form");
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);

        var row = (await staff.PageAsync("/customer-lists")).QuerySelector("#your-files tbody tr")!;
        Assert.Contains("Deleted since", row.TextContent, StringComparison.Ordinal);
        using var file = await staff.GetAsync(
            row.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        var page = await staff.PageAsync(run);
        Assert.Contains("has been deleted since", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("main form"));
        await staff.PageAsync($"/customer-lists/{list}/run", HttpStatusCode.NotFound);
        using var colleague = await application.SignInAsync(Roles.InsightsAndMailings);
        await colleague.PageAsync(run, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_says_that_the_data_was_old_and_what_its_date_metrics_meant_even_when_nobody_matched()
    {
        await world.ExecuteAsync(
            "delete from crm.data_loads; update venue_settings "
            + "set data_expected_hours = 24; insert into crm.data_loads (source, as_of, loaded_at) values ('Feed', @old, @old)",
            new { old = DeliveryWorld.Due - Duration.FromHours(100) });
        try
        {
            using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
            var list = await AddListAsync(AddedLastWeek);
            await ExpectAsync("No customers matched");
            await world.ExecuteAsync(
                "insert into crm.customers (external_reference, last_name, created_at) values ('Metric', 'Metric', @at)",
                new { at = DeliveryWorld.Due - Duration.FromDays(4) });
            await ExpectAsync("1 customer");

            async Task ExpectAsync(string heading)
            {
                var export = (await RunAsync(staff, list, "csv")).QuerySelector("#export")!;
                Assert.Equal(heading, export.QuerySelector("h2")!.TextContent);
                Assert.Contains(
                    "Please note: The customer data is older than expected: it was last brought up to date Friday 27 November 2026",
                    export.TextContent, StringComparison.Ordinal);
                Assert.Equal("Last week", export.QuerySelector("dt")!.TextContent);
                Assert.Equal("Monday 23 to Sunday 29 November 2026", export.QuerySelector("dd")!.TextContent);
            }
        }
        finally
        {
            await world.ExecuteAsync(
                "update venue_settings set data_expected_hours = null; delete from crm.customers where external_reference = 'Metric'");
        }
    }

    [Fact]
    public async Task The_explorer_says_when_there_are_more_lists_than_it_shows()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        await world.ExecuteAsync(
            """
            insert into customer_lists (name, definition, output_columns, sort_by, created_at)
            select 'Crowd ' || n, @everyone::jsonb, '{name}', '[]', now() from generate_series(1, 500) n
            """,
            new { everyone = DeliveryWorld.Everyone });
        Assert.DoesNotContain(
            "Only the first", (await staff.PageAsync("/customer-lists?search=crowd")).Body!.TextContent, StringComparison.Ordinal);
        await world.ExecuteAsync(
            "insert into customer_lists (name, definition, output_columns, sort_by, created_at) "
            + "values ('Crowded', @everyone::jsonb, '{name}', '[]', now())",
            new { everyone = DeliveryWorld.Everyone });
        var page = await staff.PageAsync("/customer-lists?search=crowd");
        Assert.Contains(
            "Only the first 500 customer lists by name are shown. Search for more of its name", page.Body!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(500, page.QuerySelectorAll("#explorer tbody tr").Length);
        await world.ExecuteAsync("delete from customer_lists where name like 'Crowd%'");
    }

    private async Task<long> AddListAsync(string definition = DeliveryWorld.Everyone) =>
        (await world.AddScheduleAsync(null, [], definition: definition)).CustomerListId;

    /// <returns>The page once the run has ended.</returns>
    private async Task<IHtmlDocument> RunAsync(HttpClient client, long list, string format)
    {
        using var answer = await client.SubmitAsync($"/customer-lists/{list}/run", new() { ["FileFormat"] = format });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var url = answer.Headers.Location!.ToString();
        Assert.True(await world.SendAsync(new MakeExport()));
        return await client.PageAsync(url);
    }
}
