using System.Net;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using Dapper;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>Lists and folders of the explorer over plain HTTP: what may be deleted, copied, renamed, moved and run.</summary>
public sealed class FoldersTests(TestApplication app) : IClassFixture<TestApplication>
{
    private static readonly string[] Staff = [Roles.InsightsAndMailings];

    [Fact]
    public async Task A_list_that_a_schedule_uses_is_not_deleted_and_the_schedule_is_named()
    {
        using var client = await app.SignInAsync(Staff);
        var id = Id(await client.AddListAsync("Scheduled list"));
        await using var connection = await app.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            with s as (
              insert into schedules (name, action, run_on_demand, run_as_schedule, created_at)
              values ('Every Monday', 'deliver_customer_list', true, false, now()) returning id)
            insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
            select id, 1, 'Shown name', @id, 'csv', '{name}', '[]' from s
            """,
            new { id });
        await client.SubmitAsync("/customer-lists", form: $"#delete-{id} form");
        var page = await client.PageAsync("/customer-lists");
        Assert.Contains("schedules use it: Every Monday", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"a[href='/customer-lists/{id}']"));

        await connection.ExecuteAsync("update schedules set deleted_at = now() where name = 'Every Monday'");
        await client.SubmitAsync("/customer-lists", form: $"#delete-{id} form");
        Assert.Null((await client.PageAsync("/customer-lists")).QuerySelector($"a[href='/customer-lists/{id}']"));
        await client.PageAsync($"/customer-lists/{id}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Folders_hold_folders_and_lists_and_never_themselves()
    {
        using var client = await app.SignInAsync(Staff);
        var outer = await AddFolderAsync(client, "Outer", null);
        var inner = await AddFolderAsync(client, "Inner", outer);
        var answer = await client.SubmitAsync($"/customer-lists/folders/{outer}", new() { ["Details.ParentId"] = $"{inner}" }, "#folder");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "cannot be moved into itself", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);

        var list = await client.AddListAsync("In the inner folder", inner);
        Assert.NotNull((await client.PageAsync($"/customer-lists?folder={inner}")).QuerySelector($"a[href='{list}']"));
        Assert.Contains(
            "Outer / Inner", (await client.PageAsync("/customer-lists?search=inner%20folder")).Body!.TextContent, StringComparison.Ordinal);
        await client.SubmitAsync($"/customer-lists/folders/{inner}", form: "#delete-folder form");
        Assert.Contains(
            "not empty", (await client.PageAsync($"/customer-lists/folders/{inner}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_stands_beside_its_list_under_a_name_of_its_own()
    {
        using var client = await app.SignInAsync(Staff);
        var id = Id(await client.AddListAsync("Copied"));
        await client.SubmitAsync("/customer-lists", form: $"form[action='/customer-lists/{id}/details?handler=Copy']");
        await client.SubmitAsync("/customer-lists", form: $"form[action='/customer-lists/{id}/details?handler=Copy']");
        Assert.Equal(
            ["Copied", "Copied (copy)", "Copied (copy 2)"],
            await QueryAsync<string>("select name from customer_lists where name like 'Copied%' order by id"));
    }

    [Fact]
    public async Task A_list_run_from_the_explorer_gives_its_file_to_the_person_who_ran_it_alone()
    {
        await app.FillSmallVenueAsync();
        using var client = await app.SignInAsync(Staff);
        var list = await client.AddListAsync("Run at once");
        var answer = await client.SubmitAsync($"{list}/run");
        var url = answer.Headers.Location!.ToString();
        Assert.NotNull((await client.PageAsync(url)).QuerySelector("#export progress"));
        Assert.True(await app.SendAsync(new MakeExport()));
        var page = await client.PageAsync(url);

        var href = page.QuerySelector("#export a[data-file]")!.GetAttribute("href")!;
        var file = await client.GetStringAsync(href, TestContext.Current.CancellationToken);
        Assert.Equal(60, file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1);
        Assert.Equal(
            [60L], await QueryAsync<long>("select last_count from customer_lists where name = 'Run at once' and last_run_at is not null"));

        using var other = await app.SignInAsync(Staff);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(href, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_second_of_two_people_to_rename_a_list_is_told_and_nothing_typed_is_lost()
    {
        using var client = await app.SignInAsync(Staff);
        var list = await client.AddListAsync("Renamed twice");
        var (one, two) = (await client.PageAsync($"{list}/details"), await client.PageAsync($"{list}/details"));
        using var first = await client.SubmitAsync(one, $"{list}/details", new() { ["Details.Name"] = "Renamed first" });
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);

        using var second = await client.SubmitAsync(
            two, $"{list}/details", new() { ["Details.Name"] = "Renamed second", ["Details.Description"] = "Typed with care" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        var told = await second.DocumentAsync();
        Assert.Contains("now named “Renamed first”", told.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Renamed second", told.QuerySelector("#Details_Name")!.GetAttribute("value"));
        Assert.Equal("Typed with care", told.QuerySelector("#Details_Description")!.TextContent.Trim());
        Assert.Equal(["Renamed first"], await QueryAsync<string>($"select name from customer_lists where id = {Id(list)}"));

        using var again = await client.SubmitAsync(told, $"{list}/details");
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal(["Renamed second"], await QueryAsync<string>($"select name from customer_lists where id = {Id(list)}"));
    }

    [Fact]
    public async Task A_rename_does_not_stop_what_is_built_in_another_tab()
    {
        using var client = await app.SignInAsync(Staff);
        var list = await client.AddListAsync("Built and renamed");
        var building = await client.PageAsync(list);
        using var renamed = await client.SubmitAsync($"{list}/details", new() { ["Details.Name"] = "Renamed while built" });
        Assert.Equal(HttpStatusCode.SeeOther, renamed.StatusCode);
        building = await client.PressAsync(building, list, "add:main.0:kind:email", []);
        building = await client.PressAsync(building, list, "keep", []);
        await client.PressAsync(building, list, "save", [], HttpStatusCode.SeeOther);
        Assert.Equal(
            ["Renamed while built"],
            await QueryAsync<string>($"select name from customer_lists where id = {Id(list)} and definition::text like '%email%'"));
    }

    [Fact]
    public async Task The_second_of_two_people_to_move_a_folder_is_told_where_it_is_now()
    {
        using var client = await app.SignInAsync(Staff);
        var (top, moved) = (await AddFolderAsync(client, "Versions top", null), await AddFolderAsync(client, "Versions moved", null));
        var url = $"/customer-lists/folders/{moved}";
        var (one, two) = (await client.PageAsync(url), await client.PageAsync(url));
        using var first = await client.SubmitAsync(one, url, new() { ["Details.ParentId"] = $"{top}" });
        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);

        using var second = await client.SubmitAsync(two, url, new() { ["Details.Name"] = "Versions renamed" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        var told = await second.DocumentAsync();
        Assert.Contains("in the folder Versions top.", told.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Versions renamed", told.QuerySelector("#Details_Name")!.GetAttribute("value"));
        Assert.Equal(["Versions moved"], await QueryAsync<string>($"select name from customer_list_folders where id = {moved}"));
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => app.ListAsync<T>(sql);

    private static async Task<long> AddFolderAsync(HttpClient client, string name, long? parent)
    {
        var answer = await client.SubmitAsync(
            "/customer-lists/folders/new", new() { ["Details.Name"] = name, ["Details.ParentId"] = $"{parent}" });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return Id(answer.Headers.Location!.ToString());
    }

    private static long Id(string url) => long.Parse(url[(url.LastIndexOfAny(['/', '=']) + 1)..], null);
}
