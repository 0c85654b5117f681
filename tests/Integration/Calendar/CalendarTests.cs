using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.Calendar;

/// <summary>A month and a week of what ran and what comes.</summary>
public sealed class CalendarTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public CalendarTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_month_and_a_week_show_what_comes_on_its_day_and_what_ran_by_how_it_ended()
    {
        // A day names only so many.
        await world.ExecuteAsync("update schedules set deleted_at = now()");
        var owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var mine = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), [], owner: owner.Id);
        var others = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(2), []);
        await world.ExecuteAsync("update schedules set name = 'Mine' where id = @ScheduleId", mine);
        await world.ExecuteAsync("update schedules set name = 'Others' where id = @ScheduleId", others);
        foreach (var (state, hours) in new[] { ("delivered", 30), ("failed", 31), ("delivered", 32) })
        {
            await world.ExecuteAsync(
                "insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at) "
                + "select id, 'manual', @at, @state, name, @at from schedules where id = @ScheduleId",
                new { others.ScheduleId, state, at = DeliveryWorld.Due - Duration.FromHours(hours) });
        }

        var client = await application.SignInAsAsync(owner.Email!);
        var month = await client.PageAsync("/calendar?month=2026-12");
        Assert.Equal("December 2026", month.QuerySelector("h1")!.TextContent);
        Assert.Equal(35, month.QuerySelectorAll("table.calendar td").Length); // Monday 30 November to Sunday 3 January.
        string Day(string name) => month.QuerySelectorAll("table.calendar td")
            .Single(cell => cell.QuerySelector(".visually-hidden")!.TextContent == name).TextContent;
        Assert.Contains("1 not well", Day("Monday 30 November"), StringComparison.Ordinal);
        Assert.Contains("2 ran", Day("Monday 30 November"), StringComparison.Ordinal);
        Assert.Contains("Mine", Day("Wednesday 2 December"), StringComparison.Ordinal);
        Assert.DoesNotContain("Others", Day("Wednesday 2 December"), StringComparison.Ordinal);
        Assert.Contains("Others", Day("Thursday 3 December"), StringComparison.Ordinal);

        var week = await client.PageAsync("/calendar?week=2026-12-02&mine=true");
        Assert.Equal("30 November to 6 December 2026", week.QuerySelector("h1")!.TextContent);
        Assert.Equal(5, week.QuerySelectorAll(".to-come a").Length);
        Assert.DoesNotContain("Others", week.QuerySelector("table.calendar")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("08:00: 5 runs", week.QuerySelector(".bars")!.TextContent, StringComparison.Ordinal);

        foreach (var strange in new[]
        {
            "?month=2026-13", "?month=9999-12", "?week=x", "?week=0001-01-01", "?month=2027-02&week=2027-03-28",
        })
        {
            await client.PageAsync("/calendar" + strange);
        }
    }

    [Fact]
    public async Task A_day_of_a_month_tells_runs_that_not_all_can_collect_from_those_that_all_can_until_the_links_expire()
    {
        await world.ExecuteAsync("delete from runs; update schedules set deleted_at = now()");
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!]);
        var some = await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!, "nobody.here@example.org", "nor.here@example.org"]);
        await world.DeliverEverythingAsync();
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Equal(["1 not all can collect", "1 ran"], await BadgesAsync(staff));

        await world.ExecuteAsync("update runs set state = 'partly_delivered' where schedule_id = @ScheduleId", some);
        Assert.Equal(["1 not well", "1 ran"], await BadgesAsync(staff));
        await world.ExecuteAsync("update runs set state = 'delivered' where schedule_id = @ScheduleId", some);
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(8));
        Assert.Equal(["2 ran"], await BadgesAsync(await application.SignInAsync(Roles.InsightsAndMailings)));
        world.SetClock(DeliveryWorld.Due);

        async Task<IEnumerable<string>> BadgesAsync(HttpClient client) =>
            (await client.PageAsync("/calendar?month=2026-12")).QuerySelectorAll(".calendar .counts .badge")
                .Select(badge => badge.TextContent);
    }

    [Fact]
    public async Task What_was_worked_out_of_a_schedule_is_worked_out_anew_when_it_changes_or_more_of_it_is_asked_for()
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), []);
        async Task<int> ComingAsync(int days, int from = 0) => (await world.SendAsync(new ListComing(
            DeliveryWorld.Due + Duration.FromDays(days), null, DeliveryWorld.Due + Duration.FromDays(from))))
            .Count(run => run.ScheduleId == schedule.ScheduleId);
        Assert.Equal(6, await ComingAsync(7));
        Assert.Equal(13, await ComingAsync(14));
        Assert.Equal(6, await ComingAsync(7));
        Assert.Equal(7, await ComingAsync(14, from: 7));
        Assert.Equal(30, await ComingAsync(3_030, from: 3_000));

        await world.ExecuteAsync("update schedules set run_until = '2026-12-03' where id = @ScheduleId", schedule);

        Assert.Equal(2, await ComingAsync(7));
        Assert.Equal(0, await ComingAsync(3_030, from: 3_000));
    }

    [Fact]
    public async Task Nothing_comes_of_what_is_paused_set_aside_or_deleted_and_an_end_is_an_end()
    {
        var runs = new Dictionary<string, DeliveryWorld.ScheduleIds>();
        foreach (var change in new[] { "paused_at = now()", "set_aside_reason = 'x'", "deleted_at = now()", "run_until = '2026-12-03'" })
        {
            runs[change] = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), []);
            await world.ExecuteAsync($"update schedules set {change} where id = @ScheduleId", runs[change]);
        }

        var coming = await world.SendAsync(new ListComing(DeliveryWorld.Due + Duration.FromDays(14)));
        Assert.Equal(
            [("run_until = '2026-12-03'", 2)],
            runs.Select(each => (each.Key, coming.Count(run => run.ScheduleId == each.Value.ScheduleId))).Where(each => each.Item2 > 0));
    }
}
