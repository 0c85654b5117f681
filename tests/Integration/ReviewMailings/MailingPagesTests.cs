using System.Net;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.SendIntegratedEmail;

namespace CustomerListSchedules.Integration.ReviewMailings;

/// <summary>The Mailings tab and Mailings Settings.</summary>
public sealed class MailingPagesTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    private HttpClient staff = null!;

    public async ValueTask InitializeAsync()
    {
        await world.BeginAsync();
        staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
    }

    public ValueTask DisposeAsync()
    {
        staff.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_sent_mailing_is_in_the_tab_and_its_page_tells_its_history()
    {
        await world.AddCustomersAsync(3);
        var email = await world.AddEmailAsync();
        var mailing = await world.RunAsync(email);

        var tab = await staff.PageAsync($"/mailings?search={email.Name}");
        var row = tab.QuerySelector("tbody tr")!.TextContent;
        Assert.Contains("Sent", row, StringComparison.Ordinal);
        Assert.Contains("Thank you for your donation", row, StringComparison.Ordinal);

        var page = await staff.PageAsync($"/mailings/{mailing.Id}");
        Assert.Equal(
            [
                "The list held 3 customers: 3 people to be mailed.", "The template “Thank you for your donation” was copied in Dotdigital.",
                "A private address book was made for it in Dotdigital.", "3 people were given to Dotdigital for the address book.",
                "Dotdigital imported 3 people.", "Dotdigital was asked to send it, and has it.", "Sent.",
            ],
            page.QuerySelectorAll(".history li").Select(line => line.LastChild!.TextContent.Trim()));
        Assert.Contains(
            email.Name, (await staff.PageAsync($"/runs/{mailing.RunId}")).QuerySelector("main table")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains(
            "Sent", (await staff.PageAsync($"/schedules/{email.ScheduleId}")).QuerySelector("main table")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rates_are_of_sent_a_nought_is_a_nought_and_what_is_not_known_says_so()
    {
        await world.AddCustomersAsync(4);
        var email = await world.AddEmailAsync();
        var mailing = await world.RunAsync(email);
        await world.ExecuteAsync(
            """
            update mailings set totals_at = null, total_sent = null, total_delivered = null, total_opened = null, total_clicked = null,
              total_unsubscribed = null, total_bounced = null where id = @Id
            """,
            mailing);
        Assert.Equal(Enumerable.Repeat("not yet known", 5), await FiguresAsync(email.Name));
        var unknown = (await staff.PageAsync($"/mailings/{mailing.Id}")).QuerySelector(".funnel")!;
        Assert.Equal("not yet known", Stage(unknown, "Opened").QuerySelector(".numbers")!.TextContent.Trim());
        Assert.Single(Stage(unknown, "Opened").QuerySelectorAll("rect")); // The frame alone.

        await world.ExecuteAsync(
            """
            update mailings set totals_at = now(), total_sent = 200, total_delivered = 190, total_opened = 77, total_clicked = 0,
              total_unsubscribed = 1, total_bounced = 10 where id = @Id
            """,
            mailing);
        Assert.Equal(["200", "190 95.0 %", "77 38.5 %", "0 0 %", "1 0.5 %"], await FiguresAsync(email.Name));
        var known = (await staff.PageAsync($"/mailings/{mailing.Id}")).QuerySelector(".funnel")!;
        Assert.Equal(
            ["On the list", "Recipients", "Imported", "Sent", "Delivered", "Opened", "Clicked", "Unsubscribed", "Bounced"],
            known.QuerySelectorAll("tbody th").Select(stage => stage.TextContent));
        Assert.Equal("0", Stage(known, "Clicked").QuerySelector(".numbers")!.TextContent.Trim());
        Assert.Equal("38.5 % of sent", Stage(known, "Opened").LastElementChild!.TextContent.Trim());
        Assert.Equal("38.5%", Stage(known, "Opened").QuerySelectorAll("rect")[1].GetAttribute("width"));
        Assert.Equal("0%", Stage(known, "Clicked").QuerySelectorAll("rect")[1].GetAttribute("width"));
    }

    [Fact]
    public async Task A_mailing_that_was_not_sent_has_no_figures_to_wait_for()
    {
        var email = await world.AddEmailAsync(); // Nobody is on its list.
        Assert.Equal("skipped", (await world.RunAsync(email)).State);
        Assert.Equal(Enumerable.Repeat("–", 5), await FiguresAsync(email.Name));
    }

    [Fact]
    public async Task A_row_says_how_many_were_left_out_only_where_some_were_and_its_menu_leads_on_and_asks_before_it_sends()
    {
        await world.AddCustomersAsync(3);
        var email = await world.AddEmailAsync();
        var mailing = await world.RunAsync(email);
        var recipients = (await RowAsync(email.Name)).QuerySelector("td[data-label=Recipients]")!;
        Assert.Equal("3", recipients.TextContent.Trim());

        await world.ExecuteAsync(
            """
            update mailings set state = 'failed', reason = 'Lost', imported = 95, suppressed = 1500, invalid = 1, recipients = 1596
              where id = @Id
            """,
            mailing);
        var row = await RowAsync(email.Name);
        var left = row.QuerySelector("td[data-label=Recipients] .second")!;
        Assert.Equal("1,501 left out", left.FirstChild!.TextContent);
        Assert.Equal("95 imported, 1,500 suppressed, 1 refused", left.GetAttribute("title"));
        Assert.Equal(
            [$"/send/retry-mailing/{mailing.Id}", $"/runs/{mailing.RunId}", $"/schedules/{email.ScheduleId}"],
            row.QuerySelectorAll(".row-menu a").Select(link => link.GetAttribute("href")));
        await world.ExecuteAsync("update mailings set state = 'held' where id = @Id", mailing);
        Assert.Equal(
            $"/send/mailing/{mailing.Id}", (await RowAsync(email.Name)).QuerySelector(".row-menu a[data-send]")!.GetAttribute("href"));
    }

    private async Task<AngleSharp.Dom.IElement> RowAsync(string name) =>
        Assert.Single((await staff.PageAsync($"/mailings?search={name}")).QuerySelectorAll("tbody tr"));

    private async Task<IEnumerable<string>> FiguresAsync(string name) =>
        (await staff.PageAsync($"/mailings?search={name}")).QuerySelectorAll("tbody td.numbers").Skip(1)
            .Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static AngleSharp.Dom.IElement Stage(AngleSharp.Dom.IElement funnel, string name) =>
        funnel.QuerySelectorAll("tbody tr").Single(row => row.QuerySelector("th")!.TextContent == name);

    [Fact]
    public async Task The_tab_is_filtered_by_words_status_and_category_and_turned_page_by_page()
    {
        await world.AddCustomersAsync(1);
        var email = await world.AddEmailAsync();
        await world.RunAsync(email);
        await world.ExecuteAsync(
            """
            with more as (
              insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at)
              select @ScheduleId, 'manual', now(), 'skipped', 'More', now() from generate_series(1, 30) returning id)
            insert into mailings (run_id, integrated_email_id, position, name, category, customer_list_name, campaign_id, campaign_name,
              snapshot, first_send_confirmed, state, step_since, next_attempt_at, too_late_at, finished_at)
            select id, @EmailId, 1, 'Filler', 'Fillers', 'A list', 1, 'A template', '{}', false, 'skipped', now(), now(), now(), now()
              from more
            """,
            email);

        Assert.Single((await staff.PageAsync($"/mailings?search={email.Name[..12]}&state=sent")).QuerySelectorAll("tbody tr"));
        var fillers = await staff.PageAsync("/mailings?category=Fillers");
        Assert.Equal(25, fillers.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(
            5, (await staff.PageAsync(fillers.QuerySelector("[rel=next]")!.GetAttribute("href")!)).QuerySelectorAll("tbody tr").Length);
        Assert.Contains(
            "Nothing found", (await staff.PageAsync("/mailings?search=nobodynamesitso")).Body!.TextContent, StringComparison.Ordinal);
        await staff.PageAsync("/mailings/999999", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Categories_are_added_renamed_and_retired_and_the_builder_offers_them()
    {
        var name = $"Appeals {Guid.NewGuid():N}";
        using var added = await staff.SubmitAsync("/mailings/settings", new() { ["CategoryName"] = name }, "#categories > form");
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        using var again = await staff.SubmitAsync(
            "/mailings/settings", new() { ["CategoryName"] = name.ToUpperInvariant() }, "#categories > form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains(
            "already", (await again.DocumentAsync()).GetElementById("new-category-error")!.TextContent, StringComparison.Ordinal);
        using var blank = await staff.SubmitAsync("/mailings/settings", new() { ["CategoryName"] = " \u200b " }, "#categories > form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, blank.StatusCode);

        var id = await world.ScalarAsync<long>("select id from mailing_categories where name = @name", new { name });
        using var renamed = await staff.SubmitAsync(
            "/mailings/settings", new() { ["CategoryName"] = name + "!" }, $"form:has([name=CategoryId][value='{id}'])");
        Assert.Equal(HttpStatusCode.SeeOther, renamed.StatusCode);
        using var retired = await staff.SubmitAsync("/mailings/settings", form: $"form[action*='handler=Retire&id={id}&']");
        Assert.Equal(HttpStatusCode.SeeOther, retired.StatusCode);
        Assert.Equal(
            (name + "!", true),
            Assert.Single(await world.QueryAsync<(string, bool)>(
                "select name, retired_at is not null from mailing_categories where id = @id", new { id })));

        var email = await world.AddEmailAsync();
        var offered = (await staff.PageAsync(
            $"/schedules/{email.ScheduleId}/integrated-emails/new")).QuerySelectorAll(
                "#Input_MailingCategoryId option").Select(option => option.TextContent).ToArray();
        Assert.Contains("Category of " + email.Name, offered);
        Assert.DoesNotContain(name + "!", offered);
    }

    [Fact]
    public async Task Lists_and_segments_that_ask_for_a_category_ask_for_both_names_once_it_is_renamed()
    {
        var id = await world.ScalarAsync<long>(
            "insert into mailing_categories (name) values ('Former ' || gen_random_uuid()) returning id");
        var former = await world.ScalarAsync<string>("select name from mailing_categories where id = @id", new { id });
        await world.AddCustomersAsync(2);
        var inSegment = SegmentDefinition.Of(new MailingCriterion { Categories = [former.ToUpperInvariant()] });
        var segment = await world.ScalarAsync<long>(
            "insert into segments (name, definition) values ('Mailed ' || @former, @definition::jsonb) returning id",
            new { former, definition = inSegment.ToJson() });
        var inList = SegmentDefinition.Of(new MailingCriterion
        {
            Categories = ["Another", former],
            Date = new DateMetric(DateMetricKind.LastDays, Days: 30),
        });
        var list = new ListDefinition(
            Filter.Empty, new Filter([new Area([new LocalSegment("Mailed of late", inList, Not: true), new GlobalSegment(segment)])]));
        var email = await world.AddEmailAsync(list.ToJson());
        var untouched = await world.AddEmailAsync();

        using var renamed = await staff.SubmitAsync(
            "/mailings/settings", new() { ["CategoryName"] = "New " + former }, $"form:has([name=CategoryId][value='{id}'])");

        var told = (await staff.PageAsync(renamed.Headers.Location!.OriginalString)).QuerySelector("div.notice[role=status]")!.TextContent;
        Assert.Contains(
            $"Customer List “List of {email.Name}” and segment “Mailed {former}” ask for both names now.", told, StringComparison.Ordinal);
        var stored = ListDefinition.Parse(await world.ScalarAsync<string>(
            "select definition::text from customer_lists where id = @CustomerListId", email));
        Assert.Equal(
            ["Another", former, "New " + former],
            Assert.IsType<MailingCriterion>(Assert.Single(stored.Segments.OfType<LocalSegment>().Single().Definition.Criteria)).Categories);
        Assert.Equal(list.ToJson().Replace($"\"{former}\"", $"\"{former}\",\"New {former}\"", StringComparison.Ordinal), stored.ToJson());
        Assert.Equal(
            [former.ToUpperInvariant(), "New " + former],
            Assert.IsType<MailingCriterion>(Assert.Single(SegmentDefinition.Parse(
                await world.ScalarAsync<string>(
                    "select definition::text from segments where id = @segment", new { segment })).Criteria)).Categories);
        Assert.Equal(
            [(email.CustomerListId, 2), (untouched.CustomerListId, 1)],
            await world.QueryAsync<(long, int)>(
                "select id, version from customer_lists where id = any(@ids) order by id",
                new { ids = new[] { email.CustomerListId, untouched.CustomerListId } }));
        Assert.Equal(
            2,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action in ('customer_list.changed', 'segment.changed') "
                + "and details::text like '%' || @former || '%'",
                new { former }));
    }

    [Fact]
    public async Task The_limits_of_the_guard_are_settings_and_wrong_ones_are_refused()
    {
        using var refused = await staff.SubmitAsync("/mailings/settings", new() { ["Guard.MoreThanTimes"] = "1" }, "#guard");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.NotNull((await refused.DocumentAsync()).GetElementById("Guard_MoreThanTimes-error"));
        using var saved = await staff.SubmitAsync("/mailings/settings", new() { ["Guard.FirstSendAbove"] = "2" }, "#guard");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);

        await world.AddCustomersAsync(3);
        Assert.Equal("held", (await world.RunAsync(await world.AddEmailAsync())).State);
        await world.ExecuteAsync("update mailing_settings set first_send_above = 1000");
    }
}
