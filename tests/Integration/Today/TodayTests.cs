using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.Today;

/// <summary>What staff look at first: what needs a person, each with where to put it right; what ran, and what comes.</summary>
public sealed class TodayTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public TodayTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task Each_line_that_needs_attention_leads_to_the_thing_and_to_where_it_is_put_right()
    {
        await FreshAsync();
        var fine = await application.CreateUserAsync(null, Roles.CollectReport);
        var failing = await NamedAsync("Fails", fine.Email!);
        var setAside = await NamedAsync("Set aside", fine.Email!);
        var overdue = await NamedAsync("Overdue", fine.Email!);
        var unreachable = await NamedAsync("Unreachable", fine.Email!, "nobody@example.org", "neither@example.org", "nor@example.org");
        var paused = await NamedAsync("Paused", "nobody@example.org");
        await world.ExecuteAsync("update schedules set paused_at = now() where id = @ScheduleId", paused);
        await world.ExecuteAsync("update schedules set set_aside_reason = 'Its time zone is gone.' where id = @ScheduleId", setAside);
        await world.ExecuteAsync("update schedules set next_run_at = now() - interval '20 minutes' where id = @ScheduleId", overdue);
        await RunAsync(failing, "failed", DeliveryWorld.Due - Duration.FromHours(3), "The database was away.");

        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        var lines = (await client.PageAsync("/")).QuerySelectorAll(".attention li");
        string[] words = [.. lines.Select(line => line.QuerySelector("p")!.TextContent.ReplaceLineEndings(" ").Trim())];
        Assert.Contains(words, each => each.StartsWith("Fails", StringComparison.Ordinal) && each.Contains("The database was away."));
        Assert.Contains(words, each => each.StartsWith("Set aside", StringComparison.Ordinal) && each.Contains("Its time zone is gone."));
        Assert.Contains(words, each => each.StartsWith("Overdue", StringComparison.Ordinal) && each.Contains("has not started"));
        Assert.Contains(
            words, each => each.StartsWith("Unreachable", StringComparison.Ordinal)
                && each.Contains("goes to 4 people, of whom 3 cannot collect: neither@example.org, nobody@example.org and 1 more."));
        Assert.DoesNotContain(words, each => each.StartsWith("Paused", StringComparison.Ordinal));
        Assert.Equal(4, words.Length);
        Assert.True(
            Array.FindLastIndex(words, each => !each.StartsWith("Unreachable", StringComparison.Ordinal))
                < Array.FindIndex(words, each => each.StartsWith("Unreachable", StringComparison.Ordinal)),
            "What was not done comes first.");
        foreach (var link in lines.SelectMany(line => line.QuerySelectorAll("a")).Select(link => link.GetAttribute("href")!).Distinct())
        {
            await client.PageAsync(link);
        }

        await RunAsync(failing, "delivered", DeliveryWorld.Due - Duration.FromHours(1), null);
        Assert.DoesNotContain("The database was away.", Attention(await client.PageAsync("/")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_administrators_can_put_right_is_told_to_them_alone()
    {
        await FreshAsync();
        await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), []); // Without any, Today is the first steps alone.
        await world.ExecuteAsync("insert into stored_size_alarms (percent, alarmed_at) values (80, now())");
        try
        {
            var staff = await application.SignInAsync(Roles.InsightsAndMailings);
            var administrator = await application.SignInAsync(Roles.Administrator);
            Assert.DoesNotContain("Stored files", Attention(await staff.PageAsync("/")), StringComparison.Ordinal);
            Assert.Contains("Stored files", Attention(await administrator.PageAsync("/")), StringComparison.Ordinal);
        }
        finally
        {
            await world.ExecuteAsync("delete from stored_size_alarms");
        }
    }

    [Fact]
    public async Task What_ran_today_says_what_became_of_it_and_what_nobody_collected_is_listed()
    {
        await FreshAsync();
        await world.AddCustomersAsync(3);
        var (one, other) = (
            await application.CreateUserAsync(null, Roles.CollectReport), await application.CreateUserAsync(null, Roles.CollectReport));
        var schedule = await NamedAsync("Ran <today>", one.Email!, other.Email!);
        await world.ExecuteAsync(
            "update schedules set next_run_at = @Due where id = @ScheduleId", new { DeliveryWorld.Due, schedule.ScheduleId });
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        var row = Card(await client.PageAsync("/"), "ran").QuerySelector("li")!;
        Assert.Equal("Ran <today>", row.QuerySelector("a")!.TextContent);
        Assert.Equal("Delivered", row.QuerySelector(".badge")!.TextContent);
        Assert.Equal("0 of 2 collected", row.QuerySelector(".ring")!.GetAttribute("aria-label"));
        Assert.Null((await client.PageAsync("/")).QuerySelector("#uncollected")); // It was only just sent.

        world.SetClock(DeliveryWorld.Due + Duration.FromHours(2));
        var later = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Contains("sent to 2 people", Card(await later.PageAsync("/"), "uncollected").TextContent, StringComparison.Ordinal);
        await world.ExecuteAsync(
            "insert into downloads (file_id, message_id, user_id, downloaded_at, completed) select d.file_id, m.id, @Id, now(), true "
            + "from deliveries d join messages m on m.delivery_id = d.id "
            + "where d.scheduled_list_id = @ScheduledListId and m.recipient = @Email",
            new { one.Id, one.Email, schedule.ScheduledListId });
        var collected = await later.PageAsync("/");
        Assert.Null(collected.QuerySelector("#uncollected"));
        Assert.Equal("1 of 2 collected", Card(collected, "ran").QuerySelector(".ring")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task The_coming_week_counts_each_days_runs_and_the_day_is_a_line()
    {
        await FreshAsync();
        var daily = await NamedAsync("Daily", (await application.CreateUserAsync(null, Roles.CollectReport)).Email!);
        await world.ExecuteAsync(
            "update schedules set next_run_at = @next where id = @ScheduleId",
            new { next = DeliveryWorld.Due + Duration.FromDays(1), daily.ScheduleId });
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = await client.PageAsync("/");
        Assert.Equal(
            ["0", "1", "1", "1", "1", "1", "1"], page.QuerySelectorAll(".week b").Select(count => count.TextContent));
        Assert.Equal("0 ran, 0 to come", page.QuerySelector(".day-line svg")!.GetAttribute("aria-label"));
        Assert.Equal("Wed 08:00", page.QuerySelector(".coming-rows .quiet")!.TextContent.Trim());
    }

    [Fact]
    public async Task Deliveries_of_each_day_are_drawn_by_how_they_ended_without_tests_and_what_was_skipped()
    {
        await FreshAsync();
        await world.AddCustomersAsync(1);
        var schedule = await NamedAsync("Drawn", (await application.CreateUserAsync(null, Roles.CollectReport)).Email!);
        await RunAsync(schedule, "missed", DeliveryWorld.Due - Duration.FromDays(1), null);
        foreach (var (state, days, kind) in new[]
        {
            ("delivered", 1, "manual"), ("delivered", 1, "on_demand"), ("partly_delivered", 1, "manual"), ("failed", 1, "manual"),
            ("skipped", 1, "manual"), ("delivered", 1, "test"), ("delivered", 2, "manual"), ("delivered", 31, "manual"),
        })
        {
            await world.ExecuteAsync(
                """
                with run as (
                  insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at, finished_at)
                  values (@ScheduleId, @kind, @at, @state, 'Drawn', @at, @at) returning id)
                insert into deliveries (run_id, scheduled_list_id, position, name, customer_list_name, file_format, when_empty, snapshot,
                  recipients, state, next_attempt_at, finished_at)
                select id, @ScheduledListId, 1, 'A', 'A', 'csv', 'send', '{}', '{}', @state, @at, @at from run
                """,
                new { schedule.ScheduleId, schedule.ScheduledListId, kind, state, at = DeliveryWorld.Due - Duration.FromDays(days) });
        }

        var card = Card(await (await application.SignInAsync(Roles.InsightsAndMailings)).PageAsync("/"), "last-days");

        Assert.Equal(
            ["Day", "Delivered", "Not to everybody", "Failed"], card.QuerySelectorAll("thead th").Select(head => head.TextContent));
        Assert.Equal(
            ["Sunday 29 November 1 0 0", "Monday 30 November 2 1 2"],
            card.QuerySelectorAll("tbody tr").Select(row => string.Join(' ', row.Children.Select(cell => cell.TextContent))));
        Assert.Equal(4, card.QuerySelectorAll("rect").Length);
    }

    private static string Attention(IHtmlDocument page) => page.QuerySelector(".attention")!.TextContent;

    private static IElement Card(IHtmlDocument page, string heading) => page.QuerySelector($"#{heading}")!.Closest("section")!;

    private async Task FreshAsync() => await world.ExecuteAsync(
        "delete from runs; update schedules set deleted_at = now(); update scheduled_lists set deleted_at = now()");

    private async Task<DeliveryWorld.ScheduleIds> NamedAsync(string name, params string[] recipients)
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(30), recipients);
        await world.ExecuteAsync("update schedules set name = @name where id = @ScheduleId", new { name, schedule.ScheduleId });
        return schedule;
    }

    private Task RunAsync(DeliveryWorld.ScheduleIds schedule, string state, Instant at, string? reason) => world.ExecuteAsync(
        "insert into runs (schedule_id, kind, as_of, state, reason, schedule_name, created_at, finished_at, missed_count) "
        + "select id, 'manual', @at, @state, @reason, name, @at, @at, case when @state = 'missed' then 1 end from schedules "
        + "where id = @ScheduleId",
        new { schedule.ScheduleId, state, at, reason });
}
