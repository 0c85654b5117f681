using System.Net;
using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Integration.CreateSchedule;

public sealed class NotOnTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 21, 10, 30);

    private HttpClient staff = null!;

    private HttpClient administrator = null!;

    public async ValueTask InitializeAsync()
    {
        application.SetClock(Now);
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        administrator = await application.SignInAsync(Roles.Administrator);
        await CloseAsync("");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_schedule_leaves_out_the_dates_that_are_typed_and_says_so()
    {
        var id = await CreateAsync("22/12/2026 to 2/1/2027\n4 Jan 2027", closures: false);
        Assert.Equal(Instant.FromUtc(2027, 1, 3, 9, 0), await NextAsync(id));
        Assert.Contains(
            "not on 22 December 2026 to 2 January 2027 or 4 January 2027.",
            (await staff.PageAsync($"/schedules/{id}")).QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        var form = await staff.PageAsync($"/schedules/{id}/basic-details");
        Assert.Equal("22/12/2026 to 2/1/2027\n4/1/2027", form.GetElementById("Details_NotOn")!.TextContent);
        Assert.True(form.GetElementById("not-on")!.HasAttribute("open"));

        // What is saved as it was moves nothing; less that is left out does, and the audit says what.
        await EditAsync(id, []);
        await EditAsync(id, new() { ["Details.NotOn"] = "24/12/2026" });
        Assert.Equal(Instant.FromUtc(2026, 12, 22, 9, 0), await NextAsync(id));
        Assert.Equal(
            "Not on: 22 December 2026 to 2 January 2027, 4 January 2027 > 24 December 2026",
            await application.AskAsync<string>(
                """
                select string_agg(c ->> 'field' || ': ' || (c ->> 'from') || ' > ' || (c ->> 'to'), '; ')
                from schedule_versions, jsonb_array_elements(changes) c where schedule_id = @id
                """,
                new { id }));
    }

    [Fact]
    public async Task What_is_no_date_is_said_beside_the_field_with_what_was_typed_and_while_it_is_typed()
    {
        Dictionary<string, string?> fields = new() { ["Details.Name"] = "Wrong", ["Details.NotOn"] = "24/12/2026\n31 of May" };
        var refused = await staff.SubmitAsync("/schedules/new", fields, htmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.StartsWith("“31 of May” is no date.", page.GetElementById("Details_NotOn-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("24/12/2026\n31 of May", page.GetElementById("Details_NotOn")!.TextContent);
        Assert.True(page.GetElementById("not-on")!.HasAttribute("open"));

        var form = await staff.PageAsync("/schedules/new");
        form.QuerySelector("main form")!.SetAttribute("action", "/schedules/new?handler=Preview");
        var preview = await (await staff.SubmitAsync(form, "/schedules/new", fields, htmx: true)).DocumentAsync();
        Assert.StartsWith("“31 of May”", preview.QuerySelector("#not-on [role=note]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Not yet: see Not on.", preview.GetElementById("sentence")!.TextContent);
    }

    [Fact]
    public async Task A_rule_that_falls_on_closed_dates_alone_is_an_error_on_the_form()
    {
        Dictionary<string, string?> fields = new()
        {
            ["Details.Name"] = "Never", ["Details.RunUntil"] = "2026-12-28", ["Details.NotOn"] = "21/12/2026 to 26/12/2026",
        };
        await CloseAsync("27/12/2026 to 28/12/2026");
        var refused = await staff.SubmitAsync("/schedules/new", fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.StartsWith(
            "This would never run", (await refused.DocumentAsync()).GetElementById("Details_NotOn-error")!.TextContent,
            StringComparison.Ordinal);

        fields["Details.SkipsClosures"] = null;
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.SubmitAsync("/schedules/new", fields)).StatusCode);
    }

    [Fact]
    public async Task The_venues_closures_are_kept_to_where_they_are_ticked_from_the_moment_that_they_are_saved()
    {
        var keeps = await CreateAsync("", closures: true);
        var runs = await CreateAsync("", closures: false);
        // As one of the version before: it follows nothing that comes.
        Assert.False(await application.AskAsync<bool>("select skips_closures from schedules where id = @runs", new { runs }));
        Assert.Equal(Instant.FromUtc(2026, 12, 22, 9, 0), await NextAsync(keeps));
        Assert.DoesNotContain("closures", await SentenceAsync(keeps), StringComparison.Ordinal);
        Assert.Equal(22, (await ComingAsync(keeps))[0].InUtc().Day);

        await CloseAsync("22/12/2026 to 27/12/2026");
        Assert.Equal(Instant.FromUtc(2026, 12, 28, 9, 0), await NextAsync(keeps));
        Assert.Equal(Instant.FromUtc(2026, 12, 22, 9, 0), await NextAsync(runs));
        Assert.EndsWith("not on the venue's closures.", await SentenceAsync(keeps), StringComparison.Ordinal);
        Assert.Equal(28, (await ComingAsync(keeps))[0].InUtc().Day);

        // Closures that come later than the next run are heeded, too, whatever was worked out before.
        await CloseAsync("29/12/2026");
        Assert.Equal([22, 23, 24, 25, 26, 27, 28, 30], (await ComingAsync(keeps)).Take(8).Select(at => at.InUtc().Day));
        var settings = await administrator.PageAsync("/settings");
        Assert.Equal("29/12/2026", settings.GetElementById("Input_Closures")!.TextContent);
        var form = await staff.PageAsync($"/schedules/{keeps}/basic-details");
        Assert.Equal("29 December 2026.", form.GetElementById("closures-hint")!.TextContent);
    }

    [Fact]
    public async Task An_occurrence_that_is_due_and_schedules_that_do_not_run_stay_as_they_are_when_the_venue_closes()
    {
        var due = await CreateAsync("", closures: true);
        var paused = await CreateAsync("", closures: true);
        await application.DoAsync(
            "update schedules set next_run_at = @due where id = @id", new { due = Now - Duration.FromMinutes(1), id = due });
        await application.DoAsync("update schedules set paused_at = now(), next_run_at = null where id = @paused", new { paused });
        await CloseAsync("21/12/2026 to 22/12/2026");
        Assert.Equal(Now - Duration.FromMinutes(1), await NextAsync(due));
        Assert.Null(await NextAsync(paused));
    }

    [Fact]
    public async Task Closures_that_are_no_dates_are_refused_beside_their_field()
    {
        var answer = await administrator.SubmitAsync("/settings", new() { ["Input.Closures"] = "Christmas" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.StartsWith("“Christmas” is no date.", page.GetElementById("Input_Closures-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Christmas", page.GetElementById("Input_Closures")!.TextContent);
    }

    private async Task CloseAsync(string dates) => Assert.Equal(
        HttpStatusCode.SeeOther, (await administrator.SubmitAsync("/settings", new() { ["Input.Closures"] = dates })).StatusCode);

    private async Task<long> CreateAsync(string notOn, bool closures)
    {
        var answer = await staff.SubmitAsync("/schedules/new", new()
        {
            ["Details.Name"] = $"Not on {Guid.NewGuid():N}", ["Details.DailyFrequency"] = "once_at", ["Details.AtHour"] = "9",
            ["Details.NotOn"] = notOn, ["Details.SkipsClosures"] = closures ? "true" : null,
        });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return long.Parse(answer.Headers.Location!.OriginalString.Split('/')[2], null);
    }

    private async Task EditAsync(long id, Dictionary<string, string?> fields) =>
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.SubmitAsync($"/schedules/{id}/basic-details", fields)).StatusCode);

    private async Task<Instant?> NextAsync(long id) =>
        (await application.ListAsync<Instant>("select next_run_at from schedules where id = @id and next_run_at is not null", new { id }))
        .Cast<Instant?>().SingleOrDefault();

    private async Task<string> SentenceAsync(long id) =>
        (await staff.PageAsync($"/schedules/{id}")).QuerySelector(".facts dd:last-of-type")!.TextContent.Trim();

    private async Task<Instant[]> ComingAsync(long id) =>
    [
        .. (await application.SendAsync(new ListComing(Now + Duration.FromDays(14)))).Where(coming => coming.ScheduleId == id)
            .Select(coming => coming.At),
    ];
}
