using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.TraceCustomerData;

/// <summary>"Where did this customer's data go?"</summary>
public sealed class TraceCustomerTests(TestApplication application) : IClassFixture<TestApplication>
{
    private readonly DeliveryWorld world = new(application);

    [Fact]
    public async Task Every_file_that_held_a_customer_is_listed_with_whom_it_was_for_and_who_collected_it()
    {
        world.SetClock(DeliveryWorld.Due);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var collector = await application.CreateUserAsync("Leader@workshops.example", Roles.CollectReport);
        var (customer, other) = (await AddCustomerAsync("Traced", "Aylesbury"), await AddCustomerAsync("Other", "Bicester"));
        var schedule = await world.AddScheduleAsync(
            DeliveryWorld.Due, ["Leader@workshops.example", "second@workshops.example"], definition: In("Aylesbury"));
        var elsewhere = await world.AddScheduleAsync(DeliveryWorld.Due, ["third@workshops.example"], definition: In("Bicester"));
        await world.DeliverEverythingAsync();
        var file = await FileOf(schedule.ScheduleId);
        await world.ExecuteAsync(
            "insert into downloads (file_id, user_id, downloaded_at, completed) values (@file, @Id, @at, true)",
            new { file, collector.Id, at = DeliveryWorld.Due + Duration.FromHours(1) });

        var held = await world.SendAsync(new ListFilesHolding(customer));
        var found = Assert.Single(held.Files);
        Assert.Equal(file, found.Id);
        Assert.True(found.Stored);
        Assert.Equal(0, held.NotKnown);
        Assert.NotEqual(file, Assert.Single((await world.SendAsync(new ListFilesHolding(other))).Files).Id);
        Assert.Equal(await FileOf(elsewhere.ScheduleId), (await world.SendAsync(new ListFilesHolding(other))).Files[0].Id);

        var row = (await administrator.PageAsync($"/audit/customer-data/{customer}")).QuerySelector($"#file-{file}")!.TextContent;
        Assert.Contains("delivered by the schedule", row, StringComparison.Ordinal);
        Assert.Contains("Leader@workshops.example, second@workshops.example", row, StringComparison.Ordinal);
        Assert.Contains("Leader@workshops.example, 1 Dec 2026, 09:00", row, StringComparison.Ordinal);
        Assert.Contains("until 8 Dec 2026", row, StringComparison.Ordinal);
        Assert.Equal(1, await world.ScalarAsync<int>(
            "select count(*)::int from audit where action = 'customer.traced' and subject_id = @customer::text and details->>'files' = '1'",
            new { customer }));
    }

    [Fact]
    public async Task A_file_is_remembered_after_it_and_its_run_are_gone_and_forgotten_when_its_time_is_over()
    {
        var customer = await AddCustomerAsync("Remembered", "Chinnor");
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["leader@workshops.example"], definition: In("Chinnor"));
        world.SetClock(DeliveryWorld.Due);
        await world.DeliverEverythingAsync();
        var file = await FileOf(schedule.ScheduleId);

        await world.ExecuteAsync("update stored_files set revoked_at = '2026-12-02T10:00:00Z' where id = @file", new { file });
        Assert.Contains("Revoked", await RowAsync(), StringComparison.Ordinal);
        await world.ExecuteAsync("update stored_files set revoked_at = null where id = @file", new { file });
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(8));
        await world.SendAsync(new DeleteExpiredFiles());
        Assert.Contains("Deleted", await RowAsync(), StringComparison.Ordinal);

        await world.ExecuteAsync("delete from crm.customers where id = @customer", new { customer });
        await world.ExecuteAsync("delete from runs where schedule_id = @ScheduleId", schedule);
        Assert.Contains("delivered by the schedule", await RowAsync(), StringComparison.Ordinal);
        Assert.Contains("Nobody has this Customer ID now", (await PageAsync()).Body!.TextContent, StringComparison.Ordinal);

        world.SetClock(DeliveryWorld.Due + Duration.FromDays(364));
        await world.SendAsync(new PurgeTraces());
        Assert.Single((await world.SendAsync(new ListFilesHolding(customer))).Files);
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(366));
        await world.SendAsync(new PurgeTraces());
        Assert.Empty((await world.SendAsync(new ListFilesHolding(customer))).Files);
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*)::int from stored_file_members where file_id = @file", new { file }));
        // Deleted on the 8th day, its row goes a year after that.
        Assert.Equal(1, await world.ScalarAsync<int>("select count(*)::int from stored_files where id = @file", new { file }));
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(375));
        await world.SendAsync(new PurgeTraces());
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*)::int from stored_files where id = @file", new { file }));
        world.SetClock(DeliveryWorld.Due);

        async Task<string> RowAsync() => (await PageAsync()).QuerySelector($"#file-{file}")!.TextContent;

        // A sign-in does not outlive the days that pass here.
        async Task<IHtmlDocument> PageAsync() =>
            await (await application.SignInAsync(Roles.Administrator)).PageAsync($"/audit/customer-data/{customer}");
    }

    [Fact]
    public async Task A_list_that_staff_run_from_the_explorer_is_registered_under_their_name()
    {
        var staff = await application.CreateUserAsync("explorer@venue.example", Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(staff.Email!);
        var customer = await AddCustomerAsync("Explored", "Didcot");
        var list = (await world.AddScheduleAsync(null, [], definition: In("Didcot"))).CustomerListId;
        await client.SubmitAsync($"/customer-lists/{list}/run", new() { ["FileFormat"] = "xlsx" });
        Assert.True(await world.SendAsync(new MakeExport()));

        var file = Assert.Single((await world.SendAsync(new ListFilesHolding(customer))).Files);
        Assert.Equal(["explorer@venue.example"], file.ForWhom);
        Assert.Contains("run from the Customer List Explorer", file.What, StringComparison.Ordinal);
        Assert.Null(file.RunId);
    }

    [Theory]
    [InlineData("zoe.unlikely@customers.example")]
    [InlineData("ZOE.UNLIKELY@CUSTOMERS")]
    [InlineData("zoe unlikely")]
    [InlineData("unlike")]
    [InlineData("ref-100%_zoe")]
    public async Task A_customer_is_found_by_reference_address_or_name(string search)
    {
        await world.ExecuteAsync(
            """
            insert into crm.customers (external_reference, first_name, last_name, email, created_at)
            values ('ref-100%_zoe', 'Zoë', 'Unlikely', 'zoe.unlikely@customers.example', now()),
              ('ref-100__zoe', 'Other', 'Person', null, now())
            on conflict do nothing
            """);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var typed = search.Replace("zoe unlikely", "Zoë Unlikely", StringComparison.Ordinal);
        using var answer = await administrator.SubmitAsync("/audit/customer-data", new() { ["Search"] = typed });
        var page = await answer.DocumentAsync();
        Assert.Equal("Zoë Unlikely", Assert.Single(page.QuerySelectorAll("main tbody th")).TextContent.Trim());
    }

    [Theory]
    [InlineData("/audit/customer-data")]
    [InlineData("/import/erase-customer")]
    public async Task A_search_leaves_an_entry_and_neither_the_address_nor_the_audit_holds_what_was_typed(string url)
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        const string entries = "select count(*) from audit where action = 'customer.searched'";
        var before = await world.ScalarAsync<long>(entries);

        using var answer = await administrator.SubmitAsync(url, new() { ["Search"] = "Somebody Sought" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await administrator.PageAsync(url + "?search=Somebody+Sought");

        Assert.Equal(before + 1, await world.ScalarAsync<long>(entries));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from audit a where a::text ilike '%sought%'"));
    }

    [Fact]
    public async Task Nobody_is_said_to_be_nobody_and_an_erased_customer_is_asked_for_by_id()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        using var answer = await administrator.SubmitAsync("/audit/customer-data", new() { ["Search"] = "987654321" });
        var page = await answer.DocumentAsync();
        Assert.Contains("No such customer", page.Body!.TextContent, StringComparison.Ordinal);
        var link = page.QuerySelector("main a[href='/audit/customer-data/987654321']");
        Assert.NotNull(link);
        Assert.Contains(
            "In no file", (await administrator.PageAsync("/audit/customer-data/987654321")).Body!.TextContent, StringComparison.Ordinal);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        await staff.PageAsync("/audit/customer-data/987654321", HttpStatusCode.Forbidden);
    }

    private Task<long> FileOf(long scheduleId) => world.ScalarAsync<long>(
        "select d.file_id from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @scheduleId", new { scheduleId });

    private Task<long> AddCustomerAsync(string name, string town) => world.ScalarAsync<long>(
        "insert into crm.customers (external_reference, first_name, town, created_at) "
        + "values (gen_random_uuid()::text, @name, @town, now()) returning id",
        new { name, town });

    private static string In(string town) => new ListDefinition(
        Filter.Empty, new Filter([new Area([new LocalSegment("There", SegmentDefinition.Of(new TownCriterion([town])))])])).ToJson();
}
