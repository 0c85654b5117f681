using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.BrowseSchedules;

public sealed class BringBackTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 21, 10, 30);

    private readonly DeliveryWorld world = new(application);
    private HttpClient staff = null!;
    private User somebody = null!;

    public async ValueTask InitializeAsync()
    {
        world.SetClock(Now);
        somebody = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        staff = await application.SignInAsAsync(somebody.Email!);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_was_deleted_is_listed_with_who_and_when_and_comes_back_paused_with_its_entries_and_recipients()
    {
        var schedule = await NewAsync("Comes back", "jo@example.org", "Sam@Example.org");
        var gone = await world.ScalarAsync<long>(
            """
            insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by, deleted_at)
            values (@ScheduleId, 2, 'Gone before', @CustomerListId, 'csv', '{name}', '[]', now() - interval '1 day')
            returning id
            """,
            schedule);
        await DeleteAsync(schedule.ScheduleId);

        var row = (await staff.PageAsync("/schedules/deleted")).QuerySelectorAll("tbody tr")
            .Single(each => each.TextContent.Contains("Comes back", StringComparison.Ordinal));
        Assert.Contains(somebody.Name, row.TextContent, StringComparison.Ordinal);
        Assert.Contains("2 recipients", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Gone before", row.TextContent, StringComparison.Ordinal);
        Assert.StartsWith("2026-11-21T10:3", row.QuerySelector("time")!.GetAttribute("datetime"), StringComparison.Ordinal);

        var page = await staff.PageAsync("/schedules/deleted");
        var answer = await staff.SubmitAsync(page, "", form: Form(schedule));
        Assert.Equal($"/schedules/{schedule.ScheduleId}", answer.Headers.Location!.OriginalString);
        var shown = await staff.PageAsync($"/schedules/{schedule.ScheduleId}");
        Assert.Contains("is back, and paused", shown.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["jo@example.org", "Sam@Example.org"], shown.QuerySelectorAll(".address").Select(address => address.TextContent));
        Assert.Equal(
            (true, true, true),
            await world.ScalarAsync<bool>(
                "select paused_at is not null and next_run_at is null from schedules where id = @ScheduleId", schedule)
                ? (true, await IsBackAsync(schedule.ScheduledListId), !await IsBackAsync(gone))
                : default);

        // Pressed twice, it is the same schedule, told once.
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.SubmitAsync(page, "", form: Form(schedule))).StatusCode);
        Assert.Equal(
            ["schedule.deleted", "schedule.brought_back"],
            await world.QueryAsync<string>(
                "select action from audit where subject_type = 'schedule' and subject_id = @ScheduleId::text order by id", schedule));
        await world.ClaimAsync();
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from runs where schedule_id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task Files_that_were_sent_before_stay_out_of_reach()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await NewAsync("Files stay away", partner.Email!);
        await world.AddCustomersAsync(1);
        await world.ExecuteAsync("update schedules set next_run_at = @Now where id = @ScheduleId", new { Now, schedule.ScheduleId });
        await world.DeliverEverythingAsync();
        var file = await world.ScalarAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", schedule);
        Assert.Equal(0, await RevokedAsync(file));

        await DeleteAsync(schedule.ScheduleId);
        await BringBackAsync(schedule);
        Assert.Equal(1, await RevokedAsync(file));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from stored_file_chunks where file_id = @file", new { file }));
        Assert.Equal(
            "The schedule was deleted.",
            await world.ScalarAsync<string>("select revoked_reason from stored_files where id = @file", new { file }));
    }

    [Fact]
    public async Task A_run_that_is_still_being_ended_comes_first()
    {
        var schedule = await NewAsync("Still ending", "jo@example.org");
        await world.AddCustomersAsync(1);
        await world.ExecuteAsync("update schedules set next_run_at = @Now where id = @ScheduleId", new { Now, schedule.ScheduleId });
        await world.ClaimAsync();
        while (await world.MakeAsync())
        {
        }

        await DeleteAsync(schedule.ScheduleId);
        await BringBackAsync(schedule);
        var notice = (await staff.PageAsync("/schedules")).Body!.TextContent;
        Assert.Contains("still being ended", notice, StringComparison.Ordinal);
        Assert.False(await IsBackAsync(schedule.ScheduledListId));

        while (await world.SendMessagesAsync())
        {
        }

        await BringBackAsync(schedule);
        Assert.True(await IsBackAsync(schedule.ScheduledListId));
        Assert.Equal(
            ["cancelled"],
            await world.QueryAsync<string>(
                "select m.state from messages m join deliveries d on d.id = m.delivery_id where d.scheduled_list_id = @ScheduledListId",
                schedule));
    }

    [Fact]
    public async Task A_delivery_that_waits_for_another_attempt_does_not_hold_it_up()
    {
        var schedule = await NewAsync("Waits for an hour", "jo@example.org");
        await world.ExecuteAsync("update schedules set next_run_at = @Now where id = @ScheduleId", new { Now, schedule.ScheduleId });
        await world.ClaimAsync();
        await world.ExecuteAsync(
            "update deliveries set next_attempt_at = next_attempt_at + interval '1 hour' where scheduled_list_id = @ScheduledListId",
            schedule);
        await DeleteAsync(schedule.ScheduleId);
        while (await world.MakeAsync())
        {
        }

        await BringBackAsync(schedule);
        Assert.True(await IsBackAsync(schedule.ScheduledListId));
    }

    [Fact]
    public async Task A_name_that_another_took_meanwhile_is_told_apart()
    {
        var schedule = await NewAsync("Taken name");
        await DeleteAsync(schedule.ScheduleId);
        await NewAsync("TAKEN name");
        await BringBackAsync(schedule);
        Assert.Equal(
            "Taken name (brought back)", await world.ScalarAsync<string>("select name from schedules where id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task An_entry_whose_customer_list_was_deleted_meanwhile_is_named_and_stays_away()
    {
        var schedule = await NewAsync("Lost its list");
        await DeleteAsync(schedule.ScheduleId);
        await world.ExecuteAsync("update customer_lists set deleted_at = now() where id = @CustomerListId", schedule);
        await BringBackAsync(schedule);
        Assert.False(await IsBackAsync(schedule.ScheduledListId));
        var notice = (await staff.PageAsync($"/schedules/{schedule.ScheduleId}")).Body!.TextContent;
        Assert.Contains("whose Customer List was deleted meanwhile", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partners_see_nothing_of_it_until_it_is_resumed_though_it_is_saved()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var client = await application.SignInAsAsync(partner.Email!);
        var schedule = await NewAsync("Unseen by partners", partner.Email!);
        await DeleteAsync(schedule.ScheduleId);
        await BringBackAsync(schedule);
        await staff.SubmitAsync($"/schedules/{schedule.ScheduleId}/basic-details");
        Assert.Empty((await client.PageAsync("/partner-companies")).QuerySelectorAll("section.report"));

        await staff.SubmitAsync($"/schedules/{schedule.ScheduleId}", form: "form[action$='=Resume']");
        Assert.Single((await client.PageAsync("/partner-companies")).QuerySelectorAll("section.report"));
    }

    [Fact]
    public async Task What_was_never_deleted_and_what_never_was_answer_404()
    {
        var live = await NewAsync("Never deleted");
        var deleted = await NewAsync("Form of this one");
        await DeleteAsync(deleted.ScheduleId);
        var page = await staff.PageAsync("/schedules/deleted");
        foreach (var id in new[] { live.ScheduleId, 999_999_999 })
        {
            page.QuerySelector("main form[action*='=BringBack']")!.SetAttribute("action", $"/schedules/deleted/{id}?handler=BringBack");
            Assert.Equal(HttpStatusCode.NotFound, (await staff.SubmitAsync(page, "", form: $"form[action*='/{id}?']")).StatusCode);
        }
    }

    private async Task<DeliveryWorld.ScheduleIds> NewAsync(string name, params string[] recipients)
    {
        var schedule = await world.AddScheduleAsync(Instant.FromUtc(2026, 11, 22, 8, 0), recipients, onDemand: true);
        await world.ExecuteAsync("update schedules set name = @name where id = @ScheduleId", new { name, schedule.ScheduleId });
        return schedule;
    }

    private Task<HttpResponseMessage> DeleteAsync(long id) => staff.SubmitAsync($"/schedules/{id}", form: "form[action$='=Delete']");

    private Task<HttpResponseMessage> BringBackAsync(DeliveryWorld.ScheduleIds schedule) =>
        staff.SubmitAsync("/schedules/deleted", form: Form(schedule));

    private static string Form(DeliveryWorld.ScheduleIds schedule) => $"form[action*='/{schedule.ScheduleId}?handler=BringBack']";

    private Task<bool> IsBackAsync(long entry) =>
        world.ScalarAsync<bool>("select deleted_at is null from scheduled_lists where id = @entry", new { entry });

    private Task<long> RevokedAsync(long file) =>
        world.ScalarAsync<long>("select count(*) from stored_files where id = @file and revoked_at is not null", new { file });
}
