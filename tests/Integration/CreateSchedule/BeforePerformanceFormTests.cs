using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Integration.CreateSchedule;

public sealed class BeforePerformanceFormTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 1, 8, 0);

    private readonly string workshop = $"Wheel {Guid.NewGuid():N}";

    private HttpClient staff = null!;

    private long id;

    public async ValueTask InitializeAsync()
    {
        application.SetClock(Now);
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        id = await application.AskAsync<long>(
            "insert into crm.events (external_reference, name) values (@workshop, @workshop) returning id", new { workshop });
        foreach (var (hours, cancelled) in new[] { (2, false), (10, false), (10, false), (34, true), (58, false) })
        {
            await application.DoAsync(
                """
                insert into crm.event_instances (external_reference, event_id, starts_at, cancelled)
                values (gen_random_uuid()::text, @id, @at, @cancelled)
                """,
                new { id, at = Now + Duration.FromHours(hours), cancelled });
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_preview_lists_the_performances_with_their_occurrence_and_those_that_have_none_with_why()
    {
        var form = await staff.PageAsync("/schedules/new");
        Assert.Contains(workshop, form.GetElementById("performances")!.TextContent, StringComparison.Ordinal);
        form.QuerySelector("main form")!.SetAttribute("action", "/schedules/new?handler=Preview");
        var preview = await (await staff.SubmitAsync(form, "/schedules/new", Fields(), htmx: true)).DocumentAsync();
        Assert.Equal(
            $"3 hours before each performance of {workshop}, Europe/London, from 1 December 2026.",
            preview.GetElementById("sentence")!.TextContent);
        Assert.Equal(
            [$"Tue 1 Dec 2026, 15:00 before {workshop}, 18:00", $"Tue 1 Dec 2026, 15:00 before {workshop}, 18:00",
                $"Thu 3 Dec 2026, 15:00 before {workshop}, 18:00"],
            preview.QuerySelectorAll(".occurrences > li").Select(item => Text(item).Replace(" UTC+00:00", "", StringComparison.Ordinal)));
        Assert.Equal(["1 : 2 runs", "3 : 1 run"], preview.QuerySelectorAll(".month .runs").Select(Text));
        Assert.Equal("2 performances without a run", Text(preview.QuerySelector("#left-out summary")!));
        Assert.Equal(
            [$"{workshop}, Tue 1 Dec 2026, 10:00: its moment has gone", $"{workshop}, Wed 2 Dec 2026, 18:00: cancelled"],
            preview.QuerySelectorAll("#left-out li").Select(Text));
        Assert.True(preview.QuerySelector("fieldset:has(#before-8)")!.ClassList.Contains("unused"));
        Assert.False(preview.GetElementById("performances")!.ClassList.Contains("unused"));
    }

    [Fact]
    public async Task What_is_saved_is_shown_again_and_saved_again_moves_nothing()
    {
        var tag = await application.AskAsync<long>(
            "insert into crm.event_tags (external_reference, name) values (@workshop, @workshop) returning id", new { workshop });
        var schedule = await CreateAsync(Fields(new()
        {
            ["Details.PerformanceName"] = " glaze ", ["Details.PerformanceTags"] = $"{tag}", ["Details.PerformanceTime"] = "day_before",
            ["Details.PerformanceHour"] = "18", ["Details.AtHour"] = "7", ["Details.HoursBefore"] = "junk",
        }));
        var edit = await staff.PageAsync($"/schedules/{schedule}/basic-details");
        Assert.Equal("glaze", edit.GetElementById("Details_PerformanceName")!.GetAttribute("value"));
        Assert.True(edit.GetElementById($"PerformanceEvents-{id}")!.HasAttribute("checked"));
        Assert.True(edit.GetElementById($"PerformanceTags-{tag}")!.HasAttribute("checked"));
        Assert.True(edit.GetElementById("day-before")!.HasAttribute("checked"));
        Assert.Equal("18", ((IHtmlSelectElement)edit.GetElementById("Details_PerformanceHour")!).Value);
        Assert.Equal(1, await application.AskAsync<int>("select version from schedules where id = @schedule", new { schedule }));
        await staff.SubmitAsync($"/schedules/{schedule}/basic-details", []);
        Assert.Equal(1, await application.AskAsync<int>("select version from schedules where id = @schedule", new { schedule }));

        var page = await staff.PageAsync($"/schedules/{schedule}");
        Assert.Contains(
            $"At 18:00 on the day before each performance of {workshop}, or of an event whose name contains “glaze”, or of an event "
            + $"tagged {workshop}, Europe/London", Text(page.QuerySelector(".facts")!), StringComparison.Ordinal);
        var overview = Text((await staff.PageAsync("/schedules?show=mine")).Body!) + Text((await staff.PageAsync("/")).Body!)
            + Text((await staff.PageAsync("/calendar?week=2026-12-02")).Body!);
        Assert.Contains($"before {workshop}, Thu 3 Dec 2026, 18:00", overview, StringComparison.Ordinal);

        // An event that the feed deleted is still the schedule's until somebody unticks it.
        await application.DoAsync(
            "delete from crm.event_instances where event_id = @id; delete from crm.events where id = @id", new { id });
        edit = await staff.PageAsync($"/schedules/{schedule}/basic-details");
        Assert.Contains("no longer in the customer data", Text(edit.GetElementById("performances")!), StringComparison.Ordinal);
        Assert.True(edit.GetElementById($"PerformanceEvents-{id}")!.HasAttribute("checked"));
        Assert.Contains(
            "No performance of these is to come", Text((await staff.PageAsync($"/schedules/{schedule}")).Body!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Details.PerformanceEvents", null, "Details_PerformanceEvents-error", "Choose events")]
    [InlineData("Details.PerformanceEvents", "x", "Details_PerformanceEvents-error", "")]
    [InlineData("Details.PerformanceTime", "whenever", "Details_PerformanceTime-error", "When it runs is missing.")]
    [InlineData("Details.HoursBefore", "73", "Details_PerformanceTime-error", "Pick from 1 to 72 hours")]
    [InlineData("Details.RunUntil", "2026-11-30", "Details_RunUntil-error", "Run until")]
    [InlineData("Details.NotOn", "1/11/2026 to 1/1/2027", "Details_NotOn-error", "This would never run")]
    public async Task What_is_wrong_is_said_beside_its_field(string field, string? value, string error, string words)
    {
        var fields = Fields(new() { [field] = value });
        if (field == "Details.NotOn")
        {
            fields["Details.RunUntil"] = "2026-12-20";
        }

        var answer = await staff.SubmitAsync("/schedules/new", fields, htmx: true);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var said = (await answer.DocumentAsync()).GetElementById(error)!.TextContent;
        Assert.NotEmpty(said);
        Assert.StartsWith(words, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Details.EventFind", "\0%_\\")]
    [InlineData("Details.PerformanceName", "nul \0 here")]
    [InlineData("Details.PerformanceName", "\uD800")]
    [InlineData("Details.PerformanceEvents", "99999999999999999999")]
    [InlineData("Details.PerformanceTags", "-1")]
    public async Task Strange_text_is_no_error_of_the_application(string field, string value)
    {
        foreach (var url in (string[])["/schedules/new?handler=Preview", "/schedules/new"])
        {
            var form = await staff.PageAsync("/schedules/new");
            form.QuerySelector("main form")!.SetAttribute("action", url);
            var answer = await staff.SubmitAsync(form, "/schedules/new", Fields(new() { [field] = value }), htmx: true);
            Assert.True((int)answer.StatusCode < 500, $"{url}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Find_keeps_what_is_ticked_and_offers_what_is_looked_for()
    {
        var other = await application.AskAsync<long>(
            "insert into crm.events (external_reference, name) values (@name, @name) returning id", new { name = "Glaze " + workshop });
        var form = await staff.PageAsync("/schedules/new");
        Assert.Null(form.GetElementById($"PerformanceEvents-{other}")); // It has no performance to come.
        form.QuerySelector("main form")!.SetAttribute("action", "/schedules/new?handler=Preview");
        var found = await (await staff.SubmitAsync(
            form, "/schedules/new", Fields(new() { ["Details.EventFind"] = "GLAZE wheel" }), htmx: true)).DocumentAsync();
        Assert.True(found.GetElementById($"PerformanceEvents-{id}")!.HasAttribute("checked"));
        Assert.False(found.GetElementById($"PerformanceEvents-{other}")!.HasAttribute("checked"));
    }

    private Dictionary<string, string?> Fields(Dictionary<string, string?>? others = null)
    {
        var fields = new Dictionary<string, string?>
        {
            ["Details.Name"] = $"Leaders {workshop}", ["Details.Occurs"] = "before_performance", ["Details.PerformanceEvents"] = $"{id}",
            ["Details.HoursBefore"] = "3",
        };
        foreach (var (name, value) in others ?? [])
        {
            fields[name] = value;
        }

        return fields;
    }

    private async Task<long> CreateAsync(Dictionary<string, string?> fields)
    {
        var answer = await staff.SubmitAsync("/schedules/new", fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return long.Parse(answer.Headers.Location!.OriginalString.Split('/')[2], null);
    }

    private static string Text(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
