using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.BrowseSchedules;

/// <summary>A schedule's page begins with what it does, for whom, when next, and whether anything is wrong.</summary>
public sealed class ScheduleLeadTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public ScheduleLeadTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task It_says_what_for_whom_when_next_and_that_nothing_is_wrong()
    {
        var person = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await AddAsync("Attendees", person.Email!);
        var page = await PageAsync(schedule);

        Assert.Equal(
            "Delivers Attendees to 1 person every day at 08:00, Europe/London, from 1 January 2026. Next: tomorrow, 08:00 "
            + "Wednesday 2 December 2026, 08:00 (Europe/London) Nothing is wrong.",
            Squeeze(page.QuerySelector(".lead")!.TextContent));
        Assert.Null(page.QuerySelector(".wrong"));
        Assert.Equal(
            $"/schedules/{schedule.ScheduleId}/basic-details",
            page.QuerySelector(".page-header a:not(.secondary)")!.GetAttribute("href"));
        Assert.Contains("secondary", page.QuerySelector("a[href^='/send/run-now']")!.ClassName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId", "Nobody is named on Email to.")]
    [InlineData("update scheduled_lists set deleted_at = now() where id = @ScheduledListId", "It contains no customer list")]
    [InlineData("delete from user_roles where user_id in (select id from users where email in (select address from "
        + "scheduled_list_recipients where scheduled_list_id = @ScheduledListId))", "1 of 1 cannot collect: no Collect Report role.")]
    [InlineData("insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at) "
        + "values (@ScheduleId, 'manual', now(), 'failed', 'x', now())", "Its last run: failed.")]
    [InlineData("update schedules set run_until = '2026-01-02' where id = @ScheduleId", "Its last occurrence has passed")]
    public async Task What_is_wrong_is_said(string sql, string words)
    {
        var person = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await AddAsync("Attendees", person.Email!);
        await world.ExecuteAsync(sql, schedule);
        var page = await PageAsync(schedule);

        Assert.Contains(words, page.QuerySelector(".wrong")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is wrong", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gets_it_stands_with_what_they_did_with_the_latest_file()
    {
        await world.AddCustomersAsync(2);
        var first = await application.CreateUserAsync(null, Roles.CollectReport);
        var second = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await AddAsync("Attendees", first.Email!, second.Email!);
        await world.SendAsync(new RunNow(schedule.ScheduleId, Actor.System));
        await world.DeliverEverythingAsync();
        await world.ExecuteAsync(
            """
            insert into downloads (file_id, message_id, user_id, downloaded_at, completed)
            select d.file_id, m.id, @Id, now(), true
            from deliveries d join messages m on m.delivery_id = d.id and m.recipient = @Email
            """,
            first);

        var people = (await PageAsync(schedule)).QuerySelectorAll(".people li").Select(line => Squeeze(line.TextContent)).ToList();
        Assert.StartsWith($"{first.Email} Collected", people[0], StringComparison.Ordinal);
        Assert.StartsWith($"{second.Email} Not collected the file of 1 Dec 2026, 08:00", people[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_size_of_each_list_is_drawn_over_its_runs_tests_left_out()
    {
        var schedule = await AddAsync("Attendees");
        foreach (var (days, rows, kind) in new[] { (3, 4, "manual"), (2, 9, "manual"), (1, 99, "test"), (0, 0, "manual") })
        {
            await world.ExecuteAsync(
                """
                with run as (
                  insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at)
                  values (@ScheduleId, @kind, @at, 'delivered', 'x', @at) returning id)
                insert into deliveries (run_id, scheduled_list_id, position, name, customer_list_name, file_format, when_empty, snapshot,
                  recipients, state, next_attempt_at, on_demand, row_count, made_at)
                select id, @ScheduledListId, 1, 'x', 'x', 'csv', 'send', '{}', '{}', 'delivered', @at, false, @rows, @at from run
                """,
                new { schedule.ScheduleId, schedule.ScheduledListId, kind, rows, at = DeliveryWorld.Due - Duration.FromDays(days) });
        }

        var trend = (await PageAsync(schedule)).QuerySelector(".entry .trend")!;
        Assert.Equal(3, trend.QuerySelectorAll("circle").Length);
        Assert.Equal(["0", "9", "4"], trend.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()));
        Assert.Equal(
            "Customers on Attendees at its last 3 runs: 0 at the last, between 0 and 9",
            trend.QuerySelector("svg")!.GetAttribute("aria-label"));
    }

    private async Task<DeliveryWorld.ScheduleIds> AddAsync(string name, params string[] people)
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), people);
        await world.ExecuteAsync(
            "update scheduled_lists set name = @name where id = @ScheduledListId", new { name, schedule.ScheduledListId });
        return schedule;
    }

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PageAsync(DeliveryWorld.ScheduleIds schedule) =>
        await (await application.SignInAsync(Roles.InsightsAndMailings)).PageAsync($"/schedules/{schedule.ScheduleId}");

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
