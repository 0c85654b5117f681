using System.Net;
using System.Text.Json;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.AddCustomerList;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>Counts beside the names, found anew where they are old; lists put into folders; the schedules that use a list.</summary>
public sealed class ExplorerTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public ExplorerTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_stored_count_stands_there_at_once_with_its_age_and_is_found_anew_where_it_is_old()
    {
        await world.ExecuteAsync("truncate crm.customers cascade");
        await world.AddCustomersAsync(3);
        var list = await application.CustomerListAsync("Counted");
        await world.ExecuteAsync("update customer_lists set last_count = 1234, counted_at = @at where id = @list", new
        {
            list, at = DeliveryWorld.Due - Duration.FromDays(1),
        });
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);

        var cell = await CellAsync(staff, list);
        Assert.Equal("1,234", cell.QuerySelector(".count")!.TextContent);
        Assert.Equal("yesterday, 08:00", cell.QuerySelector(".age")!.TextContent);
        Assert.Equal("Monday 30 November 2026, 08:00 (Europe/London)", cell.QuerySelector(".age")!.GetAttribute("title"));
        var recount = cell.GetAttribute("data-recount")!;
        using var answer = JsonDocument.Parse(await staff.GetStringAsync(recount, TestContext.Current.CancellationToken));
        Assert.Equal("3", answer.RootElement.GetProperty("count").GetString());
        Assert.Equal("just now", answer.RootElement.GetProperty("when").GetString());

        // Now it is good for some hours, and nothing is counted in them.
        Assert.Equal("", (await CellAsync(staff, list)).GetAttribute("data-recount"));
        await world.AddCustomersAsync(1);
        Assert.Equal(3, (await application.SendAsync(new RefreshCount(list)))!.Count);
        application.Pass(RefreshCount.Good + Duration.FromMinutes(1));
        Assert.NotEqual("", (await CellAsync(staff, list)).GetAttribute("data-recount"));
        Assert.Equal(4, (await application.SendAsync(new RefreshCount(list)))!.Count);
        using var none = await staff.GetAsync("/customer-lists/999999999/details?handler=Recount", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_run_counts_and_a_change_of_what_the_list_asks_makes_its_count_old()
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = (await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!])).CustomerListId;
        await world.DeliverEverythingAsync();
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Equal("just now", (await CellAsync(staff, list)).QuerySelector(".age")!.TextContent);
        Assert.Equal("", (await CellAsync(staff, list)).GetAttribute("data-recount"));

        var columns = new[] { "name", "town" };
        await SaveAsync(DeliveryWorld.Everyone, columns);
        Assert.Equal("", (await CellAsync(staff, list)).GetAttribute("data-recount")); // Other columns, the same customers.
        await SaveAsync(DeliveryWorld.Nobody, columns);
        var changed = await CellAsync(staff, list);
        Assert.NotEqual("", changed.GetAttribute("data-recount"));
        Assert.Equal("before its last change", changed.QuerySelector(".age")!.TextContent);
        Assert.Equal(0, (await application.SendAsync(new RefreshCount(list)))!.Count);

        async Task SaveAsync(string definition, string[] output)
        {
            var version = await world.ScalarAsync<int>("select version from customer_lists where id = @list", new { list });
            var save = new SaveCustomerList(list, ListDefinition.Parse(definition), output, [], false, version, Actor.System);
            var asked = await application.SendAsync(save) as ListSaved.AskFirst;
            Assert.True(
                asked is null || await application.SendAsync(save with { Confirmed = asked.Difference.Seen }) is ListSaved.Done);
        }
    }

    [Fact]
    public async Task A_count_that_nobody_waits_for_any_more_is_abandoned_in_the_database_too()
    {
        var list = await application.CustomerListAsync("Locked");
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "lock table crm.customers in access exclusive mode";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var leaving = new CancellationTokenSource();
        var count = staff.GetAsync($"/customer-lists/{list}/details?handler=Recount", leaving.Token);
        await Patience.UntilAsync(async () => await WaitingAsync() == 1);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => count);
        await Patience.UntilAsync(async () => await WaitingAsync() == 0);
        Assert.Null(await world.ScalarAsync<long?>("select last_count from customer_lists where id = @list", new { list }));
    }

    [Fact]
    public async Task A_node_makes_two_such_counts_at_once_and_the_others_wait()
    {
        var lists = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            lists.Add(await application.CustomerListAsync($"One of five {i}"));
        }

        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "lock table crm.customers in access exclusive mode";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var counts = lists.Select(list => application.SendAsync(new RefreshCount(list))).ToList();
        await Patience.UntilAsync(async () => await WaitingAsync() == 2);
        await application.CustomerListAsync("Time passes");
        Assert.Equal(2, await WaitingAsync());
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.All(await Task.WhenAll(counts), count => Assert.NotNull(count!.Count));
    }

    [Fact]
    public async Task A_list_is_put_into_a_folder_and_out_of_it_again_and_that_is_audited()
    {
        var list = await application.CustomerListAsync("Wanders");
        var folder = await world.ScalarAsync<long>("insert into customer_list_folders (name) values ('Workshops') returning id");
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = await staff.PageAsync("/customer-lists");
        var row = page.QuerySelector($"tr[data-list='{list}']")!;
        Assert.Equal("true", row.GetAttribute("draggable"));
        Assert.NotNull(page.QuerySelector($"tr[data-folder='{folder}']"));

        await MoveAsync(page, "/customer-lists", folder, row.GetAttribute("data-version")!);
        var inside = await staff.PageAsync($"/customer-lists?folder={folder}");
        Assert.Contains("Wanders is in the folder Workshops now", inside.Body!.TextContent, StringComparison.Ordinal);
        row = inside.QuerySelector($"tr[data-list='{list}']")!;
        Assert.NotNull(inside.QuerySelector(".breadcrumbs li[data-folder='']"));
        await MoveAsync(inside, $"/customer-lists?folder={folder}", null, row.GetAttribute("data-version")!);
        Assert.NotNull((await staff.PageAsync("/customer-lists")).QuerySelector($"tr[data-list='{list}']"));
        Assert.Equal(
            2,
            await world.ScalarAsync<int>(
                "select count(*) from audit where action = 'customer_list.moved' and subject_id = @list::text", new { list }));

        // Somebody else moved it meanwhile.
        await MoveAsync(inside, $"/customer-lists?folder={folder}", folder, "0");
        Assert.Contains(
            "Somebody else renamed or moved", (await staff.PageAsync("/customer-lists")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(await world.ScalarAsync<long?>("select folder_id from customer_lists where id = @list", new { list }));

        async Task MoveAsync(AngleSharp.Html.Dom.IHtmlDocument from, string url, long? to, string version)
        {
            from.QuerySelector("#move-list")!.SetAttribute(
                "action", from.QuerySelector($"tr[data-list='{list}']")!.GetAttribute("data-move")!);
            using var moved = await staff.SubmitAsync(from, url, new() { ["to"] = $"{to}", ["version"] = version }, "#move-list");
            Assert.Equal(HttpStatusCode.SeeOther, moved.StatusCode);
        }
    }

    [Fact]
    public async Task What_uses_a_list_leads_to_those_schedules()
    {
        var list = await application.CustomerListAsync("Used");
        var first = await application.ScheduleAsync("A first schedule");
        await application.EntryAsync(first, list, "One", "one@example.org");
        await application.EntryAsync(first, list, "Two", "two@example.org");
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Equal([$"/schedules/{first}"], await LinksAsync());

        var second = await application.ScheduleAsync("B second schedule");
        await application.EntryAsync(second, list, "One", "one@example.org");
        Assert.Equal([$"/schedules/{first}", $"/schedules/{second}"], await LinksAsync());
        Assert.Equal(
            "Used by 2 schedules",
            (await staff.PageAsync("/customer-lists")).QuerySelector($"tr[data-list='{list}'] summary")!.TextContent);

        async Task<string?[]> LinksAsync() =>
        [
            .. (await staff.PageAsync("/customer-lists")).QuerySelectorAll($"tr[data-list='{list}'] td[data-label='Used by schedules'] a")
                .Select(link => link.GetAttribute("href")),
        ];
    }

    private static async Task<AngleSharp.Dom.IElement> CellAsync(HttpClient staff, long list) =>
        (await staff.PageAsync("/customer-lists")).QuerySelector($"tr[data-list='{list}'] .last-count")!;

    private Task<int> WaitingAsync() => world.ScalarAsync<int>(
        "select count(*)::int from pg_locks where relation = 'crm.customers'::regclass and not granted");
}
