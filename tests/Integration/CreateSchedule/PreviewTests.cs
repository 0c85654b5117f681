using System.Net;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Integration.CreateSchedule;

public sealed class PreviewTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private HttpClient staff = null!;

    public async ValueTask InitializeAsync()
    {
        application.SetClock(Instant.FromUtc(2027, 3, 26, 12, 0));
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_sentence_and_twelve_occurrences_follow_what_is_typed()
    {
        var choices = await PreviewAsync(new()
        {
            ["Details.RunAsSchedule"] = "true", ["Details.RunFrom"] = "2027-03-27", ["Details.DailyFrequency"] = "once_at",
            ["Details.AtHour"] = "1",
        });
        Assert.Equal("Every day at 01:00, Europe/London, from 27 March 2027.", choices.GetElementById("sentence")!.TextContent);
        var items = choices.QuerySelectorAll("#preview li");
        Assert.Equal(12, items.Length);
        Assert.Equal("2027-03-27T01:00:00Z", items[0].QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Null(items[0].QuerySelector(".badge"));

        // The clocks go forward at 01:00.
        Assert.Equal("2027-03-28T02:00:00+01:00", items[1].QuerySelector("time")!.GetAttribute("datetime"));
        Assert.Equal("Sun 28 Mar 2027, 02:00", items[1].QuerySelector("time")!.TextContent);
        Assert.Equal("UTC+01:00", items[1].QuerySelector(".quiet")!.TextContent);
        Assert.Equal("Moved by daylight saving", items[1].QuerySelector(".badge")!.TextContent);
    }

    [Fact]
    public async Task A_part_that_the_choices_do_not_use_is_marked_so()
    {
        var choices = await PreviewAsync(new()
        {
            ["Details.RunAsSchedule"] = "true",
            ["Details.Occurs"] = "weekly",
            ["Details.DailyFrequency"] = "every",
        });
        Assert.Null(choices.QuerySelector(".split.unused"));
        Assert.False(choices.QuerySelector("#weekly")!.ClassList.Contains("unused"));
        Assert.Equal(3, choices.QuerySelectorAll("fieldset.unused").Length);
        Assert.Equal("Recurs every: pick at least one day of the week.", choices.GetElementById("sentence")!.TextContent);

        var onDemand = await PreviewAsync(new() { ["Details.RunOnDemand"] = "true", ["Details.RunAsSchedule"] = "false" });
        Assert.NotNull(onDemand.QuerySelector(".split.unused"));
    }

    [Fact]
    public async Task Before_8_is_said_rather_than_its_minute()
    {
        var choices = await PreviewAsync(new() { ["Details.RunAsSchedule"] = "true", ["Details.DailyFrequency"] = "before_8" });
        Assert.EndsWith(", before 08:00", choices.QuerySelector("#preview time")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("29", "February has a 29th in leap years only")]
    [InlineData("31", "Months without a 31st are skipped")]
    public async Task Months_that_are_skipped_are_pointed_out(string day, string words)
    {
        var choices = await PreviewAsync(new()
        {
            ["Details.RunAsSchedule"] = "true", ["Details.Occurs"] = "monthly_specific_day", ["Details.SpecificDay"] = day,
        });
        Assert.StartsWith(words, choices.QuerySelector("[role=note]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_the_preview_is_the_whole_page_and_keeps_what_was_typed()
    {
        var form = await staff.PageAsync("/schedules/new");
        form.QuerySelector("main form")!.SetAttribute("action", "/schedules/new?handler=Preview");
        var answer = await staff.SubmitAsync(
            form, "/schedules/new", new() { ["Details.Name"] = "Typed", ["Details.RunAsSchedule"] = "true" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Equal("Typed", page.GetElementById("Details_Name")!.GetAttribute("value"));
        Assert.Equal(12, page.QuerySelectorAll("#preview li").Length);
        Assert.Equal("/schedules/new?handler=Preview", page.QuerySelector("noscript button")!.GetAttribute("formaction"));

        var saved = await staff.SubmitAsync(page, "/schedules/new?handler=Preview");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PreviewAsync(Dictionary<string, string?> fields)
    {
        var form = await staff.PageAsync("/schedules/new");
        form.QuerySelector("main form")!.SetAttribute("action", "/schedules/new?handler=Preview");
        var answer = await staff.SubmitAsync(form, "/schedules/new", fields, htmx: true);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync();
    }
}
