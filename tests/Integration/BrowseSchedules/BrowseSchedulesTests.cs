using System.Diagnostics;
using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using Dapper;
using NodaTime;

namespace CustomerListSchedules.Integration.BrowseSchedules;

public sealed class BrowseSchedulesTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 21, 10, 30);

    private readonly DeliveryWorld world = new(application);
    private HttpClient staff = null!;
    private CustomerListSchedules.Infrastructure.Identity.User owner = null!;

    public async ValueTask InitializeAsync()
    {
        owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await MoveToAsync(Now);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_newcomer_is_told_what_a_schedule_does_and_where_to_begin()
    {
        await world.ExecuteAsync("update schedules set deleted_at = now()", new { });
        var page = await staff.PageAsync("/schedules");
        Assert.Equal("No Customer List Schedules yet", page.QuerySelector(".empty h2")!.TextContent);
        Assert.Equal("/schedules/new", page.QuerySelector(".empty a")!.GetAttribute("href"));
        Assert.Null(page.GetElementById("search"));
    }

    [Fact]
    public async Task A_row_tells_what_it_contains_when_it_runs_next_how_it_last_went_and_whose_it_is()
    {
        var schedule = await NewAsync("Stewards for tonight");
        var run = await RunAsync(schedule.ScheduleId, "failed");
        var page = await staff.PageAsync("/schedules?search=stewards+for");
        var row = Assert.Single(page.QuerySelectorAll("tbody tr"));
        Assert.Equal("Stewards for tonight", row.QuerySelector("th a")!.TextContent);
        Assert.Contains("Deliver Customer List, as a schedule and on demand", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("Entry of Schedule", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("(List of Schedule", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("2026-11-22T08:00:00Z", row.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Contains("Europe/London", page.QuerySelector(".pager")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Failed", row.QuerySelector($"a[href='/runs/{run}']")!.TextContent.Trim());
        Assert.Contains(owner.Name, row.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the MATINEE")]
    [InlineData("matinee%")]
    [InlineData("somebody@special.example")]
    public async Task Search_looks_at_names_and_recipients_and_takes_every_character_as_it_is(string words)
    {
        await NewAsync("The matinee", "somebody@special.example");
        await NewAsync("Something else");
        var found = (await staff.PageAsync("/schedules?search=" + Uri.EscapeDataString(words))).QuerySelectorAll("tbody th a")
            .Select(link => link.TextContent).Distinct();
        Assert.Equal(words.EndsWith('%') ? [] : ["The matinee"], found);
    }

    [Fact]
    public async Task Five_thousand_schedules_are_browsed_a_page_at_a_time_without_delay()
    {
        await world.ExecuteAsync(
            """
            with made as (
              insert into schedules (name, description, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
                daily_frequency, at_hour, next_run_at, created_at)
              select 'Many ' || to_char(n, 'FM0000'), 'many schedules', 'deliver_customer_list', false, true, 'Europe/London',
                '2026-01-01', 'daily', 1, 'once_at', 8, '2026-12-01'::timestamptz + make_interval(hours => 5000 - n), now()
              from generate_series(1, 5000) n
              returning id)
            insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at)
            select id, 'manual', now(), 'delivered', 'Many', now() from made, generate_series(1, 4)
            """,
            new { });
        await staff.PageAsync("/schedules?search=many");

        var watch = Stopwatch.StartNew();
        var page = await staff.PageAsync("/schedules?search=many+schedules&sort=name&page-number=2");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        Assert.Equal("Many 0026", page.QuerySelector("tbody th a")!.TextContent);
        Assert.Equal(25, page.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("5,000 schedules", page.QuerySelector(".pager")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Page 2 of 200", page.QuerySelector(".pager")!.TextContent, StringComparison.Ordinal);

        var soonest = await staff.PageAsync("/schedules?search=many+schedules&sort=next");
        Assert.Equal("Many 5000", soonest.QuerySelector("tbody th a")!.TextContent);
        var beyond = await staff.PageAsync("/schedules?search=many+schedules&page-number=99999");
        Assert.Contains("Page 200 of 200", beyond.QuerySelector(".pager")!.TextContent, StringComparison.Ordinal);
        await world.ExecuteAsync("update schedules set deleted_at = now() where name like 'Many %'", new { });
    }

    [Fact]
    public async Task The_overview_shows_the_sentence_the_next_twelve_who_gets_it_and_recent_runs()
    {
        var schedule = await NewAsync("Overview", "jo@example.org", "Sam@Example.org");
        var run = await RunAsync(schedule.ScheduleId, "delivered");
        var page = await staff.PageAsync($"/schedules/{schedule.ScheduleId}");
        Assert.Contains("Every day at 08:00, Europe/London, from 1 January 2026.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Yes, at http://localhost/partner-companies", page.Body.TextContent, StringComparison.Ordinal);
        var times = page.QuerySelectorAll(".occurrences time").Select(time => time.GetAttribute("datetime")).ToList();
        Assert.Equal(12, times.Count);
        Assert.Equal("2026-11-22T08:00:00Z", times[0]);
        Assert.Equal(["jo@example.org", "Sam@Example.org"], page.QuerySelectorAll(".address").Select(address => address.TextContent));
        Assert.NotNull(page.QuerySelector($"a[href='/runs/{run}']"));
        Assert.NotNull(page.QuerySelector($"a[href='/schedules/{schedule.ScheduleId}/basic-details']"));
        Assert.NotNull(page.QuerySelector($"a[href='/schedules/{schedule.ScheduleId}/customer-lists']"));
    }

    [Fact]
    public async Task Pausing_stops_both_ways_and_resuming_never_makes_up_for_the_pause()
    {
        var schedule = await NewAsync("Paused for three days");
        await PostAsync(schedule.ScheduleId, "Pause");
        Assert.Null((await RowAsync(schedule.ScheduleId)).NextRunAt);
        Assert.NotNull((await RowAsync(schedule.ScheduleId)).PausedAt);

        await MoveToAsync(Now + Duration.FromDays(3));
        await PostAsync(schedule.ScheduleId, "Resume");
        var row = await RowAsync(schedule.ScheduleId);
        Assert.Equal((null, Instant.FromUtc(2026, 11, 25, 8, 0)), (row.PausedAt, row.NextRunAt!.Value));
        await world.ClaimAsync();
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from runs where schedule_id = @ScheduleId", schedule));
        Assert.Equal(
            ["schedule.paused", "schedule.resumed"],
            await world.QueryAsync<string>(
                "select action from audit where subject_type = 'schedule' and subject_id = @ScheduleId::text order by id", schedule));
    }

    [Fact]
    public async Task Resuming_what_was_not_paused_moves_nothing()
    {
        var schedule = await NewAsync("Never paused");
        await world.ExecuteAsync(
            "update schedules set next_run_at = @due where id = @ScheduleId",
            new { due = Now - Duration.FromHours(1), schedule.ScheduleId });
        var page = await staff.PageAsync($"/schedules/{schedule.ScheduleId}");
        page.QuerySelector("form[action$='=Pause']")!.SetAttribute("action", $"/schedules/{schedule.ScheduleId}?handler=Resume");
        await staff.SubmitAsync(page, "", form: "form[action$='=Resume']");
        Assert.Equal(Now - Duration.FromHours(1), (await RowAsync(schedule.ScheduleId)).NextRunAt);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_is_not_resumed_and_says_why()
    {
        var schedule = await NewAsync("Broken");
        await PostAsync(schedule.ScheduleId, "Pause");
        await world.ExecuteAsync("update schedules set time_zone = 'Europe/Atlantis' where id = @ScheduleId", schedule);
        await PostAsync(schedule.ScheduleId, "Resume");
        var page = await staff.PageAsync($"/schedules/{schedule.ScheduleId}");
        Assert.Contains(
            "No time zone is called Europe/Atlantis. Correct its Basic Details, then resume it.", page.Body!.TextContent,
            StringComparison.Ordinal);
        Assert.NotNull((await RowAsync(schedule.ScheduleId)).PausedAt);
    }

    [Fact]
    public async Task A_duplicate_is_paused_and_has_the_same_entries_and_recipients()
    {
        var schedule = await NewAsync("Original", "jo@example.org", "Sam@Example.org");
        var page = await staff.PageAsync($"/schedules/{schedule.ScheduleId}");
        var first = await staff.SubmitAsync(page, "", form: "form[action$='=Duplicate']");
        var second = await staff.SubmitAsync(page, "", form: "form[action$='=Duplicate']");
        Assert.Equal(first.Headers.Location, second.Headers.Location);

        var copy = long.Parse(first.Headers.Location!.OriginalString.Split('/')[^1], null);
        var row = await RowAsync(copy);
        Assert.Equal(("Copy of Original", null), (row.Name, row.NextRunAt));
        Assert.NotNull(row.PausedAt);
        Assert.Equal(
            ["jo@example.org", "Sam@Example.org"],
            await world.QueryAsync<string>(
                "select address::text from scheduled_list_recipients r join scheduled_lists l on l.id = r.scheduled_list_id "
                + "where l.schedule_id = @copy order by r.position", new
                {
                    copy,
                }));
        Assert.Equal(1, await world.ScalarAsync<long>("select count(*) from schedules where name = 'Copy of Original'", new { }));
    }

    [Fact]
    public async Task Deleting_keeps_the_runs_ends_access_and_cancels_messages_that_were_not_sent()
    {
        var schedule = await NewAsync("To be deleted", "jo@example.org");
        await world.AddCustomersAsync(1);
        await MoveToAsync(Instant.FromUtc(2026, 11, 22, 8, 0));
        await world.ClaimAsync();
        while (await world.MakeAsync())
        {
        }

        // The mail server was away: the message waits for another attempt.
        Assert.Equal(["waiting"], await world.QueryAsync<string>(MessageStates, schedule));
        await world.ExecuteAsync("update messages set next_attempt_at = next_attempt_at + interval '1 hour'", new { });

        var answer = await PostAsync(schedule.ScheduleId, "Delete");
        Assert.Equal("/schedules", answer.Headers.Location!.OriginalString);
        while (await world.SendMessagesAsync())
        {
        }

        Assert.Equal(["cancelled"], await world.QueryAsync<string>(MessageStates, schedule));
        Assert.Equal("skipped", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule));
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from scheduled_lists where id = @ScheduledListId and deleted_at is not null", schedule));
        await staff.PageAsync($"/schedules/{schedule.ScheduleId}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Run_now_starts_a_run_and_goes_to_it()
    {
        var schedule = await NewAsync("Run now");
        var answer = await staff.SubmitAsync($"/send/run-now/{schedule.ScheduleId}", form: ".send-form");
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId and kind = 'manual'", schedule);
        Assert.Equal($"/runs/{run}", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_owner_is_changed_to_active_staff_alone_and_two_changes_do_not_overwrite_each_other()
    {
        var schedule = await NewAsync("Handed over");
        var colleague = await application.CreateUserAsync(null, Roles.Administrator);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var url = $"/schedules/{schedule.ScheduleId}";
        const string form = "form[action$='=Owner']";
        var page = await staff.PageAsync(url);
        Assert.DoesNotContain(partner.Id.ToString(), page.QuerySelectorAll("#owner option").Select(option => option.GetAttribute("value")));

        await staff.SubmitAsync(page, url, new() { ["to"] = partner.Id.ToString() }, form);
        Assert.Equal(owner.Id, (await RowAsync(schedule.ScheduleId)).OwnerId);
        await staff.SubmitAsync(page, url, new() { ["to"] = colleague.Id.ToString() }, form);
        Assert.Equal(colleague.Id, (await RowAsync(schedule.ScheduleId)).OwnerId);

        var third = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await staff.SubmitAsync(page, url, new() { ["to"] = third.Id.ToString() }, form);
        Assert.Equal(colleague.Id, (await RowAsync(schedule.ScheduleId)).OwnerId);
        Assert.Contains(
            "Somebody else changed the owner meanwhile", (await staff.PageAsync(url)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pause")]
    [InlineData("Resume")]
    [InlineData("Duplicate")]
    [InlineData("Delete")]
    [InlineData("Owner")]
    public async Task What_is_done_to_a_schedule_that_is_not_there_answers_404(string handler)
    {
        var schedule = await NewAsync("Template of a form");
        var page = await staff.PageAsync($"/schedules/{schedule.ScheduleId}");
        page.QuerySelector("form[action$='=Duplicate']")!.SetAttribute("action", $"/schedules/999999?handler={handler}");
        var answer = await staff.SubmitAsync(page, "", new() { ["to"] = owner.Id.ToString() }, "form[action^='/schedules/999999']");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private const string MessageStates =
        "select m.state from messages m join deliveries d on d.id = m.delivery_id join runs r on r.id = d.run_id "
        + "where r.schedule_id = @ScheduleId";

    // Sessions end after some hours: whoever travels in time signs in again.
    private async Task MoveToAsync(Instant now)
    {
        world.SetClock(now);
        staff = await application.SignInAsAsync(owner.Email!);
    }

    private async Task<DeliveryWorld.ScheduleIds> NewAsync(string name, params string[] recipients)
    {
        var schedule = await world.AddScheduleAsync(Instant.FromUtc(2026, 11, 22, 8, 0), recipients, owner: owner.Id, onDemand: true);
        await world.ExecuteAsync("update schedules set name = @name where id = @ScheduleId", new { name, schedule.ScheduleId });
        return schedule;
    }

    private Task<long> RunAsync(long scheduleId, string state) => world.ScalarAsync<long>(
        """
        insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at) values (@scheduleId, 'manual', now(), @state, 'x',
          now()) returning id
        """,
        new { scheduleId, state });

    private Task<HttpResponseMessage> PostAsync(long id, string handler) =>
        staff.SubmitAsync($"/schedules/{id}", form: $"form[action$='={handler}']");

    private async Task<Row> RowAsync(long id) =>
        Assert.Single(await world.QueryAsync<Row>(
            "select name, next_run_at, paused_at, owner_id from schedules where id = @id", new { id }));

    private sealed record Row
    {
        public required string Name { get; init; }

        public Instant? NextRunAt { get; init; }

        public Instant? PausedAt { get; init; }

        public Guid? OwnerId { get; init; }
    }
}
