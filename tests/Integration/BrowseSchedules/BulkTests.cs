using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.BrowseSchedules;

public sealed class BulkTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 21, 10, 30);

    private readonly DeliveryWorld world = new(application);
    private HttpClient staff = null!;

    public async ValueTask InitializeAsync()
    {
        world.SetClock(Now);
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Rows_can_be_ticked_and_lead_to_a_page_that_names_how_many_and_which()
    {
        var (one, two) = (await NewAsync("Bulk one"), await NewAsync("Bulk two"));
        var list = await staff.PageAsync("/schedules?search=bulk+");
        Assert.Equal(
            ["one", "two"],
            list.QuerySelectorAll("input[name=ids][form=bulk]").Select(box => box.GetAttribute("aria-label")!.Split(' ')[^1]).Order());
        Assert.Equal(
            ["pause", "resume", "hand-over"],
            list.QuerySelectorAll("#bulk button[name=do]").Select(button => button.GetAttribute("value")));

        var page = await AskAsync("pause", one, two);
        Assert.Equal("Pause 2 schedules?", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Bulk one", "Bulk two"], page.QuerySelectorAll(".bulk-list a").Select(link => link.TextContent));
        Assert.Equal(0, await PausedAsync(one, two));
    }

    [Fact]
    public async Task Each_is_paused_with_an_entry_of_its_own_and_a_second_press_does_nothing_more()
    {
        var (one, two) = (await NewAsync("Pause one"), await NewAsync("Pause two"));
        var page = await AskAsync("pause", one, two);
        await staff.SubmitAsync(page, "", form: "#bulk form");
        await staff.SubmitAsync(page, "", form: "#bulk form");
        Assert.Equal(2, await PausedAsync(one, two));
        Assert.Equal(["schedule.paused", "schedule.paused"], await AuditAsync(one, two));
        Assert.Contains("2 schedules are paused.", await NoticeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_says_what_each_does_next_and_names_what_cannot_be_resumed()
    {
        var (fine, broken, running) = (await NewAsync("Resume fine"), await NewAsync("Resume broken"), await NewAsync("Resume running"));
        await PauseAsync(fine, broken);
        await world.ExecuteAsync("update schedules set time_zone = 'Europe/Atlantis' where id = @broken", new { broken });

        var page = await AskAsync("resume", fine, broken, running);
        Assert.Equal("Resume 1 schedule?", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("2026-11-22T08:00:00Z", page.QuerySelector("form .bulk-list time")!.GetAttribute("datetime"));
        Assert.Contains("1 person gets a link", page.QuerySelector("form .bulk-list")!.TextContent, StringComparison.Ordinal);
        var left = page.QuerySelectorAll("#bulk > .bulk-list li").Select(item => item.TextContent).ToList();
        Assert.Contains(left, text => text.Contains("Resume broken", StringComparison.Ordinal)
            && text.Contains("No time zone is called Europe/Atlantis", StringComparison.Ordinal));
        Assert.Contains(left, text => text.Contains("Resume running", StringComparison.Ordinal)
            && text.Contains("not paused", StringComparison.Ordinal));

        await staff.SubmitAsync(page, "", form: "#bulk form");
        Assert.Equal(1, await PausedAsync(fine, broken, running));
        Assert.Equal(["schedule.resumed"], await AuditAsync(fine, broken, running));
    }

    [Fact]
    public async Task What_was_changed_or_deleted_meanwhile_is_named_and_left_as_it_is()
    {
        var (same, changed, deleted) = (await NewAsync("While same"), await NewAsync("While changed"), await NewAsync("While deleted"));
        await PauseAsync(same, changed, deleted);
        var page = await AskAsync("resume", same, changed, deleted);
        await world.ExecuteAsync("update schedules set version = version + 1, at_hour = 9 where id = @changed", new { changed });
        await world.ExecuteAsync("update schedules set deleted_at = now() where id = @deleted", new { deleted });

        await staff.SubmitAsync(page, "", form: "#bulk form");
        Assert.Equal(2, await PausedAsync(same, changed, deleted));
        var notice = await NoticeAsync();
        Assert.Contains("1 schedule is resumed.", notice, StringComparison.Ordinal);
        Assert.Contains("While changed: somebody changed it meanwhile.", notice, StringComparison.Ordinal);
        Assert.Contains("While deleted: it was deleted.", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_are_handed_over_to_active_staff_alone()
    {
        var (one, two) = (await NewAsync("Hand one"), await NewAsync("Hand two"));
        var colleague = await application.CreateUserAsync(null, Roles.Administrator);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var third = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var page = await AskAsync("hand-over", one, two);
        using var refused = await staff.SubmitAsync(page, "", new() { ["to"] = partner.Id.ToString() }, "#bulk form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var error = (await refused.DocumentAsync()).GetElementById("to-error")!.TextContent;
        Assert.Contains("Pick an active member of staff", error, StringComparison.Ordinal);

        await world.ExecuteAsync("update schedules set owner_id = @id where id = @two", new { third.Id, two });
        await staff.SubmitAsync(page, "", new() { ["to"] = colleague.Id.ToString() }, "#bulk form");
        Assert.Equal(
            [colleague.Id, third.Id],
            await world.QueryAsync<Guid>(
                "select owner_id from schedules where id = any(@ids) order by name", new { ids = new[] { one, two } }));
        Assert.Contains("Hand two: somebody gave it to another person meanwhile.", await NoticeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/schedules/bulk?do=delete&ids=1")]
    [InlineData("/schedules/bulk?do=pause&ids=999999999")]
    public async Task What_cannot_be_done_and_what_never_was_answer_404(string url) =>
        await staff.PageAsync(url, HttpStatusCode.NotFound);

    [Fact]
    public async Task Nothing_ticked_leads_back_and_says_so()
    {
        using var answer = await staff.GetAsync(
            "/schedules/bulk?do=pause&returnUrl=https://elsewhere.example", TestContext.Current.CancellationToken);
        Assert.Equal("/schedules", answer.Headers.Location!.OriginalString);
        Assert.Contains("Tick the schedules first.", await NoticeAsync(), StringComparison.Ordinal);
    }

    private Task<IHtmlDocument> AskAsync(string action, params long[] ids) =>
        staff.PageAsync($"/schedules/bulk?do={action}&{string.Join('&', ids.Select(id => $"ids={id}"))}");

    private async Task<string> NoticeAsync() => (await staff.PageAsync("/schedules")).Body!.TextContent;

    private async Task<long> NewAsync(string name)
    {
        var schedule = await world.AddScheduleAsync(Instant.FromUtc(2026, 11, 22, 8, 0), ["jo@example.org"]);
        await world.ExecuteAsync("update schedules set name = @name where id = @ScheduleId", new { name, schedule.ScheduleId });
        return schedule.ScheduleId;
    }

    private Task<long> PausedAsync(params long[] ids) =>
        world.ScalarAsync<long>("select count(*) from schedules where id = any(@ids) and paused_at is not null", new { ids });

    private Task<IReadOnlyList<string>> AuditAsync(params long[] ids) => world.QueryAsync<string>(
        "select action from audit where subject_type = 'schedule' and subject_id = any(select unnest(@ids)::text) order by id",
        new { ids });

    private Task PauseAsync(params long[] ids) =>
        world.ExecuteAsync("update schedules set paused_at = now(), next_run_at = null where id = any(@ids)", new { ids });
}
