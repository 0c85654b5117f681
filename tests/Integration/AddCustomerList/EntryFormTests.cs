using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.BrowseSchedules;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>The form of two pages, as a browser without scripts uses it.</summary>
public sealed class EntryFormTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private HttpClient staff = null!;
    private long schedule;
    private long workshops;
    private long donors;

    private string New => $"/schedules/{schedule}/customer-lists/new";

    public async ValueTask InitializeAsync()
    {
        staff = await application.SignInAsync(Roles.InsightsAndMailings);
        schedule = await application.ScheduleAsync();
        workshops = await application.CustomerListAsync(
            $"Workshops {Guid.NewGuid()}", "name,email,phone", """[{"column": "name", "descending": true}]""");
        donors = await application.CustomerListAsync($"Donors {Guid.NewGuid()}", "name,postcode");
    }

    public ValueTask DisposeAsync()
    {
        staff.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_fields_stand_in_the_order_that_staff_know()
    {
        var page = await staff.PageAsync(New);
        Assert.Equal(
            ["Name", "Email to", "Custom subject", "Customer List", "Deliver as", "File format"],
            page.QuerySelectorAll(".field:not(.own-part .field) > label").Select(label => label.TextContent));
        Assert.Equal(
            ["CSV", "Unformatted Excel", "Mail Merge document"],
            page.QuerySelectorAll("select[name='Details.FileFormat'] option").Select(option => option.TextContent));
        Assert.Contains("Your report from The Old Fire Station", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Link", ((IHtmlInputElement)page.GetElementById("deliver-as")!).Value);
    }

    [Fact]
    public async Task Nothing_is_saved_before_Ok_and_everything_after_it()
    {
        var output = await NextAsync(
            New,
            Details(
                "Stewards", "Jo@example.org; ann@example.org", ("Details.CustomSubject", "Today’s stewards"),
                ("Details.FileFormat", "xlsx"), ("Details.WhenEmpty", "skip"), ("Details.Remind", "true")));
        Assert.Equal(["name", "email", "phone"], Values(output, "Output.Columns"));
        Assert.Equal(["name:descending"], Values(output, "Output.SortBy"));
        Assert.Equal(0, await CountAsync());

        using var saved = await staff.SubmitAsync(output, New);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal($"/schedules/{schedule}/customer-lists", saved.Headers.Location!.OriginalString);
        var row = await application.AskAsync<(
            string Name, long List, string Subject, string Format, string[] Columns, string Sort, string Empty, bool Remind)>(
            "select name, customer_list_id, custom_subject, file_format, output_columns, sort_by::text, when_empty, remind "
            + "from scheduled_lists where schedule_id = @schedule", new
            {
                schedule,
            });
        Assert.Equal(("Stewards", workshops, "Today’s stewards", "xlsx", "skip"), (row.Name, row.List, row.Subject, row.Format, row.Empty));
        Assert.True(row.Remind);
        Assert.Equal(["name", "email", "phone"], row.Columns);
        Assert.Equal("""[{"column": "name", "descending": true}]""", row.Sort);
        Assert.Equal("Jo@example.org,ann@example.org", await RecipientsAsync("Stewards"));

        var page = await staff.PageAsync($"/schedules/{schedule}/customer-lists");
        Assert.Contains("Stewards", page.QuerySelector("tbody th")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Workshops", page.QuerySelector("td[data-label='Customer List']")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_it_sends_and_when_are_folded_until_somebody_chooses_and_are_kept_on_the_way_to_Output_and_back()
    {
        var page = await staff.PageAsync(New);
        Assert.All(["only-when", "send-to"], id => Assert.False(page.GetElementById(id)!.HasAttribute("open")));
        Assert.Equal("Send: everyone", page.QuerySelector("#send-to summary")!.TextContent);
        var output = await NextAsync(
            New,
            Details(
                "New names", "jo@example.org", ("Details.WhenEmpty", "at_least"), ("Details.AtLeast", "1,200"), ("Details.Send", "new")));
        var back = await PressAsync(output, "Back");
        Assert.All(["only-when", "send-to"], id => Assert.True(back.GetElementById(id)!.HasAttribute("open")));
        Assert.Equal(
            ("at_least", "1,200", "new"), (Value(back, "Details.WhenEmpty"), Value(back, "Details.AtLeast"), Value(back, "Details.Send")));
        using var saved = await staff.SubmitAsync(await NextAsync(back), New);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal(("at_least", 1200, "new"), await SendAsync("New names"));

        var entry = await application.AskAsync<long>("select id from scheduled_lists where name = 'New names'");
        var overview = await staff.PageAsync($"/schedules/{schedule}");
        Assert.Contains(
            "only new customers, only when there are at least 1,200", overview.QuerySelector(".entry .hint")!.TextContent,
            StringComparison.Ordinal);
        var url = $"/schedules/{schedule}/customer-lists/{entry}";
        var changed = await NextAsync(url, new() { ["Details.WhenEmpty"] = "changed", ["Details.Send"] = "marked" });
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.SubmitAsync(changed, url)).StatusCode);
        // What was typed for another choice is not kept.
        Assert.Equal(("changed", null, "marked"), await SendAsync("New names"));

        var copy = await application.SendAsync(new DuplicateSchedule(schedule, Guid.NewGuid(), Actor.System));
        Assert.Equal(
            "changed marked",
            await application.AskAsync<string>(
                "select when_empty || ' ' || send from scheduled_lists where schedule_id = @copy", new { copy }));
    }

    [Theory]
    [InlineData("Details.AtLeast", "", "Type how many at least: a whole number from 1 to 1,000,000.")]
    [InlineData("Details.AtLeast", "0", "Type how many at least: a whole number from 1 to 1,000,000.")]
    [InlineData("Details.AtLeast", "-5", "Type how many at least: a whole number from 1 to 1,000,000.")]
    [InlineData("Details.AtLeast", "1000001", "Type how many at least: a whole number from 1 to 1,000,000.")]
    [InlineData("Details.AtLeast", "a few <b>", "Type how many at least: a whole number from 1 to 1,000,000.")]
    [InlineData("Details.AtLeast", "99999999999999999999", "Type how many at least: a whole number from 1 to 1,000,000.")]
    [InlineData("Details.Send", "some", "Choose whom to send.")]
    [InlineData("Details.WhenEmpty", "never", "Choose what happens when the list is empty.")]
    public async Task What_cannot_be_of_whom_it_sends_and_when_is_refused_beside_its_field(string field, string typed, string why)
    {
        var page = await RefusedAsync(
            New, "Next", OddDetails(field, typed));
        Assert.Equal(why, Error(page, field["Details.".Length..]));
        if (field == "Details.AtLeast")
        {
            Assert.Equal(typed, Value(page, field));
            Assert.True(page.GetElementById("only-when")!.HasAttribute("open"));
        }
    }

    [Fact]
    public async Task A_schedule_that_only_runs_on_demand_asks_nothing_about_mail()
    {
        await application.DoAsync(
            "update schedules set run_on_demand = true, run_as_schedule = false where id = @schedule", new { schedule });
        var page = await staff.PageAsync(New);
        Assert.DoesNotContain(page.QuerySelectorAll("#entry-form label"), label =>
            label.TextContent.Contains("subject", StringComparison.OrdinalIgnoreCase)
            || label.TextContent.Contains("Remind", StringComparison.Ordinal)
            || label.TextContent.Contains("message", StringComparison.Ordinal));
        Assert.NotNull(page.QuerySelector("textarea[name='Details.EmailTo']"));
        Assert.DoesNotContain("e-mail.", page.GetElementById("name-hint")!.TextContent, StringComparison.Ordinal);

        var output = await NextAsync(New, Details("At any time", "jo@example.org"));
        using var saved = await staff.SubmitAsync(output, New);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal("send", await application.AskAsync<string>(
            "select when_empty from scheduled_lists where schedule_id = @schedule", new { schedule }));
    }

    [Fact]
    public async Task What_is_typed_survives_the_way_to_Output_and_back()
    {
        var typed = Details(
            "  Two words ", "jo@example.org,\nann@example.org", ("Details.CustomSubject", "“Quoted” & <b>"),
            ("Details.FileFormat", "docx"));
        var output = await NextAsync(New, typed);
        var arranged = await PressAsync(output, "Arrange", new() { ["Output.Do"] = "remove:phone" });
        var back = await PressAsync(arranged, "Back");
        foreach (var (field, value) in typed)
        {
            Assert.Equal(value!.ReplaceLineEndings("\n"), Value(back, field).ReplaceLineEndings("\n"));
        }

        var again = await NextAsync(back);
        Assert.Equal(["name", "email"], Values(again, "Output.Columns"));
    }

    [Fact]
    public async Task Another_Customer_List_brings_its_columns_until_somebody_changed_them()
    {
        var output = await NextAsync(New, Details("A", "jo@example.org"));
        var back = await PressAsync(output, "Back");
        var other = await NextAsync(back, new() { ["Details.CustomerListId"] = $"{donors}" });
        Assert.Equal(["name", "postcode"], Values(other, "Output.Columns"));
        Assert.Empty(Values(other, "Output.SortBy"));

        var changed = await PressAsync(other, "Arrange", new() { ["Output.Do"] = "up:postcode" });
        back = await PressAsync(changed, "Back");
        var kept = await NextAsync(back, new() { ["Details.CustomerListId"] = $"{workshops}" });
        Assert.Equal(["postcode", "name"], Values(kept, "Output.Columns"));
    }

    [Fact]
    public async Task A_refused_page_says_why_beside_each_field_and_keeps_what_was_typed()
    {
        var page = await RefusedAsync(
            New, "Next",
            new()
            {
                ["Details.Name"] = " ",
                ["Details.EmailTo"] = "jo@example.org, nobody",
                ["Details.CustomSubject"] = new string('x', 201),
            });
        Assert.Contains("Give the Customer List a name", Error(page, "Name"), StringComparison.Ordinal);
        Assert.Contains("“nobody” is not an e-mail address", Error(page, "EmailTo"), StringComparison.Ordinal);
        Assert.Contains("200 characters", Error(page, "CustomSubject"), StringComparison.Ordinal);
        Assert.Contains("Pick a Customer List", Error(page, "CustomerListId"), StringComparison.Ordinal);
        Assert.Equal("jo@example.org, nobody", Value(page, "Details.EmailTo"));
        Assert.Equal("true", page.QuerySelector("[name='Details.EmailTo']")!.GetAttribute("aria-invalid"));
        Assert.Contains(
            "Enter the e-mail address", Error(await RefusedAsync(New, "Next", Details("A", " , ")), "EmailTo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_break_never_reaches_the_subject()
    {
        var page = await RefusedAsync(
            New, "Next", Details("A", "jo@example.org", ("Details.CustomSubject", "Hello\r\nBcc: all@example.org")));
        Assert.Contains("one line", Error(page, "CustomSubject"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_needs_a_column_and_only_those_that_exist()
    {
        var output = await NextAsync(New, Details("A", "jo@example.org"));
        foreach (var columns in (string?[])[null, "elsewhere"])
        {
            using var answer = await staff.SubmitAsync(output, New, new() { ["Output.Columns"] = columns, ["Output.SortBy"] = null });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.NotEmpty((await answer.DocumentAsync()).QuerySelectorAll("#output-error"));
        }

        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("everyone", 64, 63)]
    [InlineData("marked", 63, 62)]
    public async Task A_mail_merge_document_of_64_columns_is_refused_and_one_of_63_is_saved(string send, int tooMany, int most)
    {
        await application.DoAsync(
            "insert into crm.contact_preferences (external_reference, name) select 'p' || i, 'Preference ' || i "
            + "from generate_series(1, 40) i on conflict do nothing");
        var output = await NextAsync(New, Details("A", "jo@example.org", ("Details.FileFormat", "docx"), ("Details.Send", send)));
        var every = output.QuerySelectorAll(".output-choice").Select(choice => choice.GetAttribute("data-key")!).ToArray();
        foreach (var (count, status) in (ValueTuple<int, HttpStatusCode>[])[
            (tooMany, HttpStatusCode.UnprocessableEntity), (most, HttpStatusCode.SeeOther)
        ])
        {
            using var answer = await SubmitColumnsAsync(output, every[..count]);
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(
                status == HttpStatusCode.SeeOther,
                !(await answer.Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken)).Contains("at most 63 columns", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_address_that_is_added_or_taken_off_is_in_the_audit()
    {
        using var added = await staff.SubmitAsync(await NextAsync(New, Details("Audited", "one@example.org, Two@example.org")), New);
        var entry = await application.AskAsync<long>(
            "select id from scheduled_lists where schedule_id = @schedule and name = 'Audited'", new { schedule });
        var url = $"/schedules/{schedule}/customer-lists/{entry}";
        using var asked = await staff.SubmitAsync(
            await NextAsync(url, new() { ["Details.EmailTo"] = "one@example.org, three@example.org" }), url);
        var page = await asked.DocumentAsync();
        using var changed = await staff.SubmitAsync(
            page, url, new() { ["Confirmed"] = page.QuerySelector("button[name=Confirmed]")!.GetAttribute("value") });

        Assert.Equal(
            [
                ("scheduled_list.added", "one@example.org, Two@example.org", ""),
                ("scheduled_list.changed", "three@example.org", "Two@example.org")
            ],
            await application.ListAsync<(string, string, string)>(
                """
                select action, array_to_string(array(select jsonb_array_elements_text(details->'addressesAdded')), ', '),
                  array_to_string(array(select jsonb_array_elements_text(details->'addressesTakenOff')), ', ')
                from audit where subject_type = 'scheduled_list' and subject_id = @entry::text and user_id is not null order by id
                """,
                new { entry }));
    }

    [Fact]
    public async Task A_form_sent_twice_adds_one_list()
    {
        var output = await NextAsync(New, Details("Once", "jo@example.org"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => staff.SubmitAsync(output, New)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_overwrites_nothing()
    {
        var entry = await application.EntryAsync(schedule, workshops, "Shared", "jo@example.org");
        var url = $"/schedules/{schedule}/customer-lists/{entry}";
        var first = await NextAsync(url, new() { ["Details.Name"] = "First" });
        var second = await NextAsync(url, new() { ["Details.Name"] = "Second" });
        using var saved = await staff.SubmitAsync(first, url);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        using var sentAgain = await staff.SubmitAsync(first, url);
        Assert.Equal(HttpStatusCode.SeeOther, sentAgain.StatusCode);

        using var told = await staff.SubmitAsync(second, url);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.StatusCode);
        var page = await told.DocumentAsync();
        Assert.Contains(
            "Somebody else changed this Customer List", page.QuerySelector(".notice.bad")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Second", Value(page, "Details.Name"));
        Assert.Equal(
            ("First", 2),
            await application.AskAsync<(string, int)>("select name, version from scheduled_lists where id = @entry", new { entry }));
    }

    [Fact]
    public async Task A_Customer_List_that_is_gone_is_said_beside_its_field()
    {
        var gone = await application.CustomerListAsync($"Gone {Guid.NewGuid()}");
        var output = await NextAsync(New, Details("A", "jo@example.org", ("Details.CustomerListId", $"{gone}")));
        await application.DoAsync("update customer_lists set deleted_at = now() where id = @gone", new { gone });
        using var answer = await staff.SubmitAsync(output, New);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("no longer available", Error(await answer.DocumentAsync(), "CustomerListId"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_elsewhere_answers_404()
    {
        var entry = await application.EntryAsync(schedule, workshops, "A", "jo@example.org");
        var elsewhere = await application.ScheduleAsync("Elsewhere");
        var deleted = await application.ScheduleAsync("Deleted", deleted: true);
        var integrated = await application.ScheduleAsync("Integrated", action: "send_integrated_email");
        foreach (var url in (string[])
        [
            $"/schedules/{elsewhere}/customer-lists/{entry}", $"/schedules/{schedule}/customer-lists/999999",
            $"/schedules/{deleted}/customer-lists",
            $"/schedules/{deleted}/customer-lists/new", $"/schedules/{integrated}/customer-lists", $"/schedules/999999/customer-lists/new",
        ])
        {
            await staff.PageAsync(url, HttpStatusCode.NotFound);
        }

        var page = await staff.PageAsync($"/schedules/{schedule}/customer-lists/{entry}");
        await application.DoAsync("update scheduled_lists set deleted_at = now() where id = @entry", new { entry });
        using var answer = await staff.SubmitAsync(page, $"/schedules/{schedule}/customer-lists/{entry}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Partners_and_visitors_see_nothing_of_it()
    {
        using var partner = await application.SignInAsync(Roles.CollectReport);
        using var visitor = application.Visitor();
        foreach (var url in (string[])[New, $"/schedules/{schedule}/customer-lists"])
        {
            using var refused = await partner.GetAsync(url, TestContext.Current.CancellationToken);
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
            using var signIn = await visitor.GetAsync(url, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Redirect, signIn.StatusCode);
        }
    }

    private Dictionary<string, string?> Details(string name, string emailTo, params (string Field, string Value)[] others)
    {
        var details = new Dictionary<string, string?>
        {
            ["Details.Name"] = name, ["Details.EmailTo"] = emailTo, ["Details.CustomerListId"] = $"{workshops}",
        };
        foreach (var (field, value) in others)
        {
            details[field] = value;
        }

        return details;
    }

    private async Task<IHtmlDocument> NextAsync(string url, Dictionary<string, string?> values) =>
        await NextAsync(await staff.PageAsync(url), values);

    private Task<IHtmlDocument> NextAsync(IHtmlDocument page, Dictionary<string, string?>? values =
        null) => PressAsync(page, "Next", values);

    private async Task<IHtmlDocument> PressAsync(IHtmlDocument page, string handler, Dictionary<string, string?>? values = null)
    {
        var form = (IHtmlFormElement)page.GetElementById("entry-form")!;
        form.SetAttribute("action", form.GetAttribute("action")!.Split('?')[0] + "?handler=" + handler);
        using var answer = await staff.SubmitAsync(page, "", values, "#entry-form");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    private async Task<IHtmlDocument> RefusedAsync(string url, string handler, Dictionary<string, string?> values)
    {
        using var answer = await staff.SubmitAsync(await staff.PageAsync(url), url, values, "#entry-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.EndsWith($"handler={handler}", answer.RequestMessage!.RequestUri!.Query, StringComparison.Ordinal);
        return await answer.DocumentAsync();
    }

    private async Task<HttpResponseMessage> SubmitColumnsAsync(IHtmlDocument page, string[] columns)
    {
        foreach (var old in page.QuerySelectorAll("[name='Output.Columns'], [name='Output.SortBy']"))
        {
            old.Remove();
        }

        var form = page.GetElementById("entry-form")!;
        foreach (var column in columns)
        {
            var input = page.CreateElement("input");
            input.SetAttribute("type", "hidden");
            input.SetAttribute("name", "Output.Columns");
            input.SetAttribute("value", column);
            form.AppendChild(input);
        }

        return await staff.SubmitAsync(page, New, null, "#entry-form");
    }

    private static string[] Values(IHtmlDocument page, string name) =>
        [.. page.QuerySelectorAll($"#entry-form [name='{name}']").Select(Value)];

    private static string Value(IHtmlDocument page, string name) =>
        Value(page.QuerySelectorAll($"#entry-form [name='{name}']").First(
            element => element is not IHtmlInputElement { Type: "radio" } radio || radio.IsChecked));

    private static string Value(AngleSharp.Dom.IElement element) => element switch
    {
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value!,
        IHtmlInputElement input => input.Value,
        _ => throw new ArgumentException(element.TagName, nameof(element)),
    };

    private static string Error(IHtmlDocument page, string field) => page.GetElementById($"Details_{field}-error")!.TextContent;

    private Dictionary<string, string?> OddDetails(string field, string typed) =>
        new(Details("Odd", "jo@example.org", ("Details.WhenEmpty", "at_least"), ("Details.AtLeast", "5"))) { [field] = typed };

    private Task<(string, int?, string)> SendAsync(string name) => application.AskAsync<(string, int?, string)>(
        "select when_empty, at_least, send from scheduled_lists where name = @name", new { name });

    private Task<int> CountAsync() =>
        application.AskAsync<int>("select count(*) from scheduled_lists where schedule_id = @schedule", new { schedule });

    private Task<string> RecipientsAsync(string name) => application.AskAsync<string>(
        "select string_agg(address, ',' order by position) from scheduled_list_recipients where scheduled_list_id = (select id "
        + "from scheduled_lists where schedule_id = @schedule and name = @name)",
        new { schedule, name });
}
