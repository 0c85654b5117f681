using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.ReviewRuns;

/// <summary>A run's page begins with one sentence, people first, and never says Delivered without who cannot collect.</summary>
public sealed class RunSentenceTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public RunSentenceTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task None_some_and_all_collected()
    {
        var people = await CollectorsAsync(3);
        var schedule = await DeliverAsync(people);
        Assert.Equal("Delivered 9 customers, none of 3 collected, links until Tuesday 8 December.", await LeadAsync(schedule));

        await CollectAsync(schedule, people[0]);
        Assert.Equal("Delivered 9 customers, 1 of 3 collected, links until Tuesday 8 December.", await LeadAsync(schedule));

        await CollectAsync(schedule, people[1]);
        await CollectAsync(schedule, people[2]);
        Assert.Equal("Delivered 9 customers, all 3 collected, links until Tuesday 8 December.", await LeadAsync(schedule));
    }

    [Fact]
    public async Task One_alone_has_collected_or_not()
    {
        var people = await CollectorsAsync(1);
        var schedule = await DeliverAsync(people);
        Assert.Equal("Delivered 9 customers, not collected yet, link until Tuesday 8 December.", await LeadAsync(schedule));
        await CollectAsync(schedule, people[0]);
        Assert.Equal("Delivered 9 customers, collected, link until Tuesday 8 December.", await LeadAsync(schedule));
    }

    [Fact]
    public async Task Who_cannot_collect_stands_beside_Delivered_with_the_reason_and_its_remedy()
    {
        var people = await CollectorsAsync(1);
        var user = await application.CreateUserAsync($"Capital{Guid.NewGuid():N}@example.org", Roles.CollectReport);
        var capitals = user.Email!.ToLowerInvariant();
        var unknown = $"{Guid.NewGuid():N}@nowhere.example";
        var schedule = await DeliverAsync([people[0], capitals, unknown]);

        Assert.Equal(
            "Delivered; 2 of 3 cannot collect: capitals, no account 9 customers, none of 3 collected, links until Tuesday 8 December; "
            + $"2 cannot collect: {capitals} (capitals), {unknown} (no account).",
            await LeadAsync(schedule));
        var page = await PageAsync(schedule);
        Assert.Equal("badge warn", page.QuerySelector(".lead .badge")!.ClassName!.Trim());
        var rows = page.QuerySelector("#run table")!.QuerySelectorAll("tbody tr")
            .ToDictionary(row => row.QuerySelector(".address")!.TextContent.Trim());
        Assert.Null(rows[people[0]].QuerySelector(".why"));
        Assert.Contains(user.Email!, rows[capitals].QuerySelector(".why")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            $"/schedules/{schedule.ScheduleId}/customer-lists/{schedule.ScheduledListId}",
            rows[capitals].QuerySelector(".why a")!.GetAttribute("href"));
        Assert.StartsWith("/users/new?email=", rows[unknown].QuerySelector(".why a")!.GetAttribute("href"), StringComparison.Ordinal);

        var overview = await (await application.SignInAsync(Roles.InsightsAndMailings)).PageAsync($"/schedules/{schedule.ScheduleId}");
        Assert.Contains(
            "2 of 3 cannot collect: capitals, no account", Squeeze(overview.QuerySelector(".wrong")!.TextContent),
            StringComparison.Ordinal);
        var run = overview.QuerySelectorAll("tbody tr").Single(row => row.QuerySelector("a[href^='/runs/']") is not null);
        Assert.Contains("Delivered 2 of 3 cannot collect: capitals, no account", Squeeze(run.TextContent), StringComparison.Ordinal);
        await EverywhereAsync(schedule, "2 of 3 cannot collect: capitals, no account");
    }

    [Fact]
    public async Task An_account_that_was_deactivated_or_lost_the_role_cannot_collect_and_whoever_has_collected_needs_nothing()
    {
        var people = await CollectorsAsync(3);
        var schedule = await DeliverAsync(people);
        await CollectAsync(schedule, people[2]);
        await world.ExecuteAsync(
            """
            update users set deactivated_at = now() where email = any(@gone);
            delete from user_roles where user_id = (select id from users where email = @demoted)
            """,
            new { gone = new[] { people[0], people[2] }, demoted = people[1] });

        Assert.StartsWith(
            "Delivered; 2 of 3 cannot collect: account deactivated, no Collect Report role 9 customers, 1 of 3 collected",
            await LeadAsync(schedule), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_file()
    {
        var people = await CollectorsAsync(2);
        var schedule = await DeliverAsync(people);
        await CollectAsync(schedule, people[0]);
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(8));

        Assert.Equal("Delivered 9 customers, 1 of 2 collected, the links expired on Tuesday 8 December.", await LeadAsync(schedule));
    }

    [Fact]
    public async Task A_revoked_file()
    {
        var schedule = await DeliverAsync(await CollectorsAsync(2));
        var file = await world.ScalarAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", schedule);
        await world.SendAsync(new RevokeFile(file, "Wrong people", Actor.System));

        Assert.Equal("Delivered 9 customers, none of 2 collected, revoked on Tuesday 1 December.", await LeadAsync(schedule));
    }

    [Fact]
    public async Task A_file_that_could_not_be_made()
    {
        var schedule = await DeliverAsync(await CollectorsAsync(1));
        await world.ExecuteAsync(
            """
            update runs set state = 'failed', reason = 'x' where schedule_id = @ScheduleId;
            update deliveries set state = 'failed', made_at = null, file_id = null, row_count = null, reason = 'The list is broken.'
            where scheduled_list_id = @ScheduledListId;
            """,
            schedule);

        Assert.Equal("Failed The file could not be made, so nobody got anything. The list is broken.", await LeadAsync(schedule));
    }

    [Fact]
    public async Task Messages_that_could_not_be_sent()
    {
        var people = await CollectorsAsync(2);
        var schedule = await DeliverAsync(people);
        await world.ExecuteAsync(
            """
            update runs set state = 'partly_delivered' where schedule_id = @ScheduleId;
            update deliveries set state = 'partly_delivered' where scheduled_list_id = @ScheduledListId;
            update messages set state = 'failed', reply_code = 550 where recipient = @failed;
            """,
            new { schedule.ScheduleId, schedule.ScheduledListId, failed = people[1] });

        Assert.Equal(
            "Partly delivered 9 customers, none of 2 collected, links until Tuesday 8 December; "
            + $"the message to {people[1]} could not be sent.",
            await LeadAsync(schedule));
    }

    [Fact]
    public async Task An_empty_list_that_people_are_told_of_and_one_that_is_skipped()
    {
        var told = await DeliverAsync(await CollectorsAsync(2), DeliveryWorld.Nobody);
        Assert.Equal("Delivered No customers matched; 2 people were told so.", await LeadAsync(told));

        var skipped = await DeliverAsync(await CollectorsAsync(2), DeliveryWorld.Nobody, "skip");
        Assert.Equal("Skipped No customers matched, and this list is set to send nothing then.", await LeadAsync(skipped));
    }

    [Fact]
    public async Task What_was_missed()
    {
        var schedule = await world.AddScheduleAsync(null, []);
        await world.ExecuteAsync(
            """
            insert into runs (schedule_id, kind, occurrence_at, as_of, state, schedule_name, created_at, missed_count, first_missed_at,
              last_missed_at, reason)
            select id, 'scheduled', now(), now(), 'missed', name, now(), 3, now() - interval '3 days', now(), 'The application was down.'
            from schedules where id = @ScheduleId
            """,
            schedule);

        Assert.Equal("Missed Missed 3 times: nothing was made or sent. The application was down.", await LeadAsync(schedule));
    }

    [Fact]
    public async Task Facts_for_technicians_are_folded_and_people_come_before_them()
    {
        var people = await CollectorsAsync(1);
        var page = await PageAsync(await DeliverAsync(people));

        var hash = page.QuerySelector("code.mono")!;
        Assert.NotNull(hash.Closest("details:not([open])"));
        Assert.All(page.QuerySelectorAll("caption").Where(caption => caption.TextContent == "Messages"), caption =>
            Assert.NotNull(caption.Closest("details:not([open])")));
        var text = page.Body!.TextContent;
        Assert.True(text.IndexOf(people[0], StringComparison.Ordinal) < text.IndexOf(hash.TextContent, StringComparison.Ordinal));
    }

    private async Task EverywhereAsync(DeliveryWorld.ScheduleIds schedule, string cannot)
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var name = await world.ScalarAsync<string>("select name from schedules where id = @ScheduleId", schedule);
        foreach (var page in new[] { "/", $"/runs?schedule={schedule.ScheduleId}", $"/schedules?search={name}" })
        {
            var badge = (await staff.PageAsync(page)).QuerySelectorAll(".badge.warn")
                .Single(badge => badge.TextContent == "Delivered"
                    && badge.Closest("tr, li")!.TextContent.Contains(name, StringComparison.Ordinal));
            Assert.Contains(cannot, badge.Closest("tr, li")!.TextContent, StringComparison.Ordinal);
        }

        var ran = (await staff.PageAsync("/calendar?week=2026-12-01")).QuerySelectorAll(".calendar li:has(a[href^='/runs/'])")
            .Single(run => run.TextContent.Contains(name, StringComparison.Ordinal));
        Assert.NotNull(ran.QuerySelector(".dot.warn"));
        Assert.Contains(cannot, ran.TextContent, StringComparison.Ordinal);
        Assert.Matches(
            @"^\d+ not all can collect$",
            (await staff.PageAsync("/calendar?month=2026-12")).QuerySelector(".calendar .counts .badge.warn")!.TextContent);
    }

    private async Task<string[]> CollectorsAsync(int count)
    {
        var people = new List<string>();
        for (var i = 0; i < count; i++)
        {
            people.Add((await application.CreateUserAsync(null, Roles.CollectReport)).Email!);
        }

        return [.. people];
    }

    private async Task<DeliveryWorld.ScheduleIds> DeliverAsync(
        string[] people, string definition = DeliveryWorld.Everyone, string whenEmpty = "send")
    {
        await world.ExecuteAsync("truncate crm.customers cascade");
        await world.AddCustomersAsync(9);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, people, whenEmpty, definition);
        await world.DeliverEverythingAsync();
        return schedule;
    }

    private Task CollectAsync(DeliveryWorld.ScheduleIds schedule, string address) => world.ExecuteAsync(
        """
        insert into downloads (file_id, message_id, user_id, downloaded_at, completed)
        select d.file_id, m.id, u.id, now(), true
        from deliveries d
        join messages m on m.delivery_id = d.id and m.recipient = @address
        join users u on u.email = @address
        where d.scheduled_list_id = @ScheduledListId
        """,
        new { schedule.ScheduledListId, address });

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PageAsync(DeliveryWorld.ScheduleIds schedule)
    {
        var run = await world.ScalarAsync<long>("select max(id) from runs where schedule_id = @ScheduleId", schedule);
        return await (await application.SignInAsync(Roles.InsightsAndMailings)).PageAsync($"/runs/{run}");
    }

    private async Task<string> LeadAsync(DeliveryWorld.ScheduleIds schedule) =>
        Squeeze((await PageAsync(schedule)).QuerySelector(".lead")!.TextContent);

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace(" ; ", "; ", StringComparison.Ordinal);
}
