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
        Assert.Null(items[2].QuerySelector(".quiet"));
        Assert.Equal("Moved by daylight saving", items[1].QuerySelector(".badge")!.TextContent);
    }

    [Fact]
    public async Task Three_occurrences_show_at_first_and_the_other_nine_beneath()
    {
        var choices = await PreviewAsync(new());
        Assert.Equal(3, choices.QuerySelectorAll("#preview .occurrences > li").Count(item => item.Closest("details") is null));
        var later = choices.QuerySelector("#preview details")!;
        Assert.Equal("The 9 after these", later.QuerySelector("summary")!.TextContent);
        Assert.Equal("4", later.QuerySelector("ol")!.GetAttribute("start"));
        Assert.Equal(9, later.QuerySelectorAll("time[datetime]").Length);
    }

    [Fact]
    public async Task A_calendar_marks_the_days_on_which_it_runs_and_another_month_keeps_what_was_typed()
    {
        Dictionary<string, string?> fields = new()
        {
            ["Details.Name"] = "Typed", ["Details.Occurs"] = "weekly", ["Details.Weekdays"] = "3", ["Details.DailyFrequency"] = "every",
        };
        var choices = await PreviewAsync(fields);
        Assert.Equal("March 2027 : 24 runs", Title(choices));
        Assert.Equal(["31 : 24 runs"], Days(choices));
        Assert.Equal("26", Text(choices.QuerySelector("[aria-current=date]")!));
        Assert.True(choices.GetElementById("month-before")!.HasAttribute("disabled"));

        var april = await PreviewAsync(fields, choices.GetElementById("month-after")!.GetAttribute("formaction")!);
        Assert.Equal("April 2027 : 96 runs", Title(april));
        Assert.Equal(["7", "14", "21", "28"], Days(april).Select(day => day.Split(' ')[0]));
        Assert.Equal("/schedules/new?handler=Preview&month=2027-03", april.GetElementById("month-before")!.GetAttribute("hx-post"));

        // Without scripts the buttons send the form, and the whole page comes back.
        var form = await staff.PageAsync("/schedules/new");
        form.QuerySelector("main form")!.SetAttribute("action", april.GetElementById("month-after")!.GetAttribute("formaction"));
        var page = await (await staff.SubmitAsync(form, "/schedules/new", fields)).DocumentAsync();
        Assert.Equal("May 2027 : 96 runs", Title(page));
        Assert.Equal("Typed", page.GetElementById("Details_Name")!.GetAttribute("value"));

        static string Title(AngleSharp.Html.Dom.IHtmlDocument document) => Text(document.GetElementById("month-title")!);
        static List<string> Days(AngleSharp.Html.Dom.IHtmlDocument document) => [.. document.QuerySelectorAll(".month .runs").Select(Text)];
        static string Text(AngleSharp.Dom.IElement element) =>
            string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_window_over_midnight_is_explained_beside_its_field_once()
    {
        Dictionary<string, string?> fields = new()
        {
            ["Details.Name"] = "Night", ["Details.DailyFrequency"] = "every", ["Details.EveryHours"] = "2", ["Details.StartHour"] = "22",
            ["Details.EndHour"] = "2",
        };
        var choices = await PreviewAsync(fields);
        Assert.StartsWith(
            "22:00 to 02:00 goes over midnight", choices.QuerySelector("fieldset:has(#every) [role=note]")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("Not yet: see Daily frequency.", choices.GetElementById("sentence")!.TextContent);

        var refused = await staff.SubmitAsync("/schedules/new", fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.Null(page.QuerySelector("[role=note]"));
        Assert.Contains(
            "add a second schedule that runs from 00:00 to 02:00", page.GetElementById("Details_DailyFrequency-error")!.TextContent,
            StringComparison.Ordinal);
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
        Assert.Equal(
            ["Days", "SpecificDay", "Week", "performances", "performance-times"],
            choices.QuerySelectorAll("fieldset.unused").Select(part =>
                part.Id is { Length: > 0 } id ? id : part.QuerySelector("select")!.Id!["Details_".Length..]));
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

    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PreviewAsync(
        Dictionary<string, string?> fields, string url = "/schedules/new?handler=Preview")
    {
        var form = await staff.PageAsync("/schedules/new");
        form.QuerySelector("main form")!.SetAttribute("action", url);
        var answer = await staff.SubmitAsync(form, "/schedules/new", fields, htmx: true);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync();
    }
}
