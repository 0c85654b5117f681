using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.ReviewRuns;

public sealed class RunPagesTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public RunPagesTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_run_shows_its_rows_file_hash_messages_and_attempts()
    {
        await world.AddCustomersAsync(3);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["shown@example.org"]);
        await world.DeliverEverythingAsync();
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        var hash = await world.ScalarAsync<string>(
            "select encode(sha256, 'hex') from stored_files f join deliveries d on d.file_id = f.id where d.run_id = @run", new { run });

        var page = await (await application.SignInAsync(Roles.InsightsAndMailings)).PageAsync($"/runs/{run}");

        var text = page.Body!.TextContent;
        Assert.Contains("Delivered", text, StringComparison.Ordinal);
        Assert.Contains(hash, text, StringComparison.Ordinal);
        Assert.Contains("shown@example.org", text, StringComparison.Ordinal);
        Assert.Contains("250", text, StringComparison.Ordinal);
        Assert.Contains("1 attempt at the file", text, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("a[href^='/send/retry']"));
    }

    [Fact]
    public async Task Runs_stand_below_their_day_and_are_found_by_name_and_day()
    {
        var schedule = await world.AddScheduleAsync(null, []);
        await world.ExecuteAsync("update schedules set name = 'Found by 100%_name' where id = @ScheduleId", schedule);
        foreach (var days in new[] { 3, 2, 1 })
        {
            await world.ExecuteAsync(
                "insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at) "
                + "select id, 'manual', @at, 'delivered', name, @at from schedules where id = @ScheduleId",
                new { schedule.ScheduleId, at = DeliveryWorld.Due - Duration.FromDays(days) });
        }

        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        var found = await client.PageAsync("/runs?search=100%25_NAME");
        Assert.Equal(
            ["Monday 30 November 2026", "Sunday 29 November 2026", "Saturday 28 November 2026"],
            found.QuerySelectorAll(".day-heading").Select(day => day.TextContent.Trim()));
        Assert.All(found.QuerySelectorAll("tbody a"), link => Assert.Equal("Found by 100%_name", link.TextContent));
        var day = await client.PageAsync("/runs?search=100%25_name&from=2026-11-29&until=2026-11-29");
        Assert.Equal("Sunday 29 November 2026", Assert.Single(day.QuerySelectorAll(".day-heading")).TextContent.Trim());
        Assert.Contains(
            "No such runs", (await client.PageAsync("/runs?search=100%25_name&state=failed")).Body!.TextContent, StringComparison.Ordinal);

        var menu = found.QuerySelector("select[name=schedule]")!;
        Assert.Contains("Found by 100%_name", menu.QuerySelectorAll("option").Select(option => option.TextContent));
        using var searched = await client.SubmitAsync(
            found, "", new() { ["search"] = "100%_name", ["schedule"] = $"{schedule.ScheduleId}" }, "form.toolbar");
        var address = searched.Headers.Location!.OriginalString;
        Assert.DoesNotContain("100", address, StringComparison.Ordinal);
        var chosen = await client.PageAsync(address);
        Assert.Equal(3, chosen.QuerySelectorAll("tbody a").Length);
        Assert.Contains("Runs of Found by 100%_name.", chosen.Body!.TextContent, StringComparison.Ordinal);
        await world.ExecuteAsync("update schedules set deleted_at = now() where id = @ScheduleId", schedule);
        Assert.Equal(
            "Found by 100%_name", (await client.PageAsync(address)).QuerySelector("select[name=schedule] option[selected]")!.TextContent);
        foreach (var strange in new[] { "?from=0001-01-01&until=9999-12-31", "?from=x", "?before=-1&schedule=99" })
        {
            await client.PageAsync("/runs" + strange);
        }
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_and_can_be_narrowed_to_those_that_need_attention()
    {
        await world.AddCustomersAsync(1);
        var first = await world.AddScheduleAsync(DeliveryWorld.Due, ["a@example.org"]);
        await world.DeliverEverythingAsync();
        var second = await world.AddScheduleAsync(DeliveryWorld.Due, ["b@example.org"]);
        await world.DeliverEverythingAsync();
        await world.ExecuteAsync(
            "update runs set state = 'failed', reason = 'The reason in words' where schedule_id = @ScheduleId", second);
        var client = await application.SignInAsync(Roles.Administrator);

        var all = (await client.PageAsync("/runs")).QuerySelectorAll("tbody a").Select(link => link.GetAttribute("href")).ToList();
        var attention = await client.PageAsync("/runs?state=attention");

        var ids = await world.QueryAsync<long>("select id from runs order by created_at desc, id desc");
        Assert.Equal(ids.Select(id => $"/runs/{id}"), all);
        Assert.Contains("The reason in words", attention.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(
            await world.ScalarAsync<string>("select schedule_name from runs where schedule_id = @ScheduleId", first),
            attention.QuerySelector("#runs")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/runs/999999")]
    [InlineData("/runs/0")]
    [InlineData("/runs/-1")]
    [InlineData("/runs/99999999999999999999")]
    [InlineData("/runs/abc")]
    public async Task A_run_that_is_not_there_answers_404(string path) =>
        await (await application.SignInAsync(Roles.Administrator)).PageAsync(path, HttpStatusCode.NotFound);

    [Fact]
    public async Task Retry_of_a_failed_run_is_a_button_that_starts_it_again()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["again@example.org"]);
        await world.DeliverEverythingAsync();
        await world.ExecuteAsync(
            """
            update runs set state = 'failed' where schedule_id = @ScheduleId;
            update deliveries set state = 'failed' where scheduled_list_id = @ScheduledListId;
            update messages set state = 'failed', token_protected = '\x00' where recipient = 'again@example.org';
            """, schedule);
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        var client = await application.SignInAsync(Roles.InsightsAndMailings);

        var question = (await client.PageAsync($"/runs/{run}")).QuerySelector("a[href^='/send/retry']")!.GetAttribute("href")!;
        var answer = await client.SubmitAsync(question, form: ".send-form");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await world.DeliverEverythingAsync();
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where id = @run", new { run }));
    }
}
