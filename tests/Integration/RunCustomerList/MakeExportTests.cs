using System.Net;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.RunCustomerList;

/// <summary>Runs from the explorer whose node was killed or stopped.</summary>
public sealed class MakeExportTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public MakeExportTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_run_whose_node_died_shows_its_progress_until_another_node_has_made_the_persons_file()
    {
        await world.AddCustomersAsync(3);
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var (export, url) = await AskAsync(staff);
        Assert.Equal("Running: 0 customers so far", await HeadingAsync(staff, url));

        // As a killed node leaves it: claimed, and its lease runs out.
        await world.ExecuteAsync(
            "update list_exports set state = 'running', attempt = 1, rows_so_far = 2, lease_until = clock_timestamp() + interval '1 "
            + "minute' where id = @export",
            new { export });
        Assert.False(await world.SendAsync(new MakeExport()));
        Assert.Equal("Running: 2 customers so far", await HeadingAsync(staff, url));
        await LapseAsync(export);
        Assert.True(await world.SendAsync(new MakeExport()));

        Assert.Equal(
            ("ready", 2),
            await world.ScalarAsync<(string, int)>("select state, attempt from list_exports where id = @export", new { export }));
        using var file = await staff.GetAsync(
            (await staff.PageAsync(url)).QuerySelector("#export a[data-file]")!.GetAttribute("href"),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action = 'customer_list.run' and user_id = (select user_id from list_exports "
                + "where id = @export)",
                new { export }));
    }

    [Fact]
    public async Task A_run_is_of_the_list_as_it_was_and_of_the_moment_when_it_was_asked_for()
    {
        await world.AddCustomersAsync(1);
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var (export, url) = await AskAsync(staff);
        await world.ExecuteAsync(
            "update customer_lists set output_columns = '{no_such_column}' where id = (select customer_list_id from list_exports "
            + "where id = @export)", new
            {
                export,
            });
        world.SetClock(DeliveryWorld.Due + NodaTime.Duration.FromHours(3));
        Assert.True(await world.SendAsync(new MakeExport()));
        Assert.Contains(
            "2026-12-01 0800", (await staff.PageAsync(url)).QuerySelector("#export a[data-file]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_ended_its_node_three_times_is_said_to_have_failed()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var (export, url) = await AskAsync(staff);
        await world.ExecuteAsync("update list_exports set state = 'running', attempt = 3, failures = 2 where id = @export", new { export });
        await LapseAsync(export);
        Assert.True(await world.SendAsync(new MakeExport()));
        var page = (await staff.PageAsync(url)).QuerySelector("#export")!;
        Assert.Equal("The run failed", page.QuerySelector("h2")!.TextContent);
        Assert.Contains("interrupted three times", page.TextContent, StringComparison.Ordinal);
    }

    private async Task<(Guid Export, string Url)> AskAsync(HttpClient staff)
    {
        var list = (await world.AddScheduleAsync(null, [])).CustomerListId;
        using var answer = await staff.SubmitAsync($"/customer-lists/{list}/run");
        return (await world.ScalarAsync<Guid>(
            "select id from list_exports where customer_list_id = @list", new { list }), answer.Headers.Location!.ToString());
    }

    private static async Task<string> HeadingAsync(HttpClient staff, string url) =>
        (await staff.PageAsync(url)).QuerySelector("#export h2")!.TextContent;

    private Task LapseAsync(Guid export) => world.ExecuteAsync(
        "update list_exports set lease_until = clock_timestamp() - interval '1 second' where id = @export", new { export });
}
