using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Integration.DeliverSchedule.Mailings;

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
        Assert.Contains("3 imported", row, StringComparison.Ordinal);
        Assert.Contains("Thank you for your donation", row, StringComparison.Ordinal);

        var page = await staff.PageAsync($"/mailings/{mailing.Id}");
        Assert.Equal(
            [
                "The list held 3 customers: 3 people to be mailed.", "The template “Thank you for your donation” was copied in Dotdigital.",
                "A private address book was made for it in Dotdigital.", "3 people were given to Dotdigital for the address book.",
                "Dotdigital imported 3 people.", "Dotdigital was asked to send it, and has it.", "Sent.",
            ],
            page.QuerySelectorAll(".history li").Select(line => line.LastChild!.TextContent.Trim()));
        Assert.Contains(email.Name, (await staff.PageAsync($"/runs/{mailing.RunId}")).QuerySelector("main table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Sent", (await staff.PageAsync($"/schedules/{email.ScheduleId}")).QuerySelector("main table")!.TextContent, StringComparison.Ordinal);
    }

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
            insert into mailings (run_id, integrated_email_id, position, name, category, customer_list_name, campaign_id, campaign_name, snapshot,
              first_send_confirmed, state, step_since, next_attempt_at, too_late_at, finished_at)
            select id, @EmailId, 1, 'Filler', 'Fillers', 'A list', 1, 'A template', '{}', false, 'skipped', now(), now(), now(), now() from more
            """,
            email);

        Assert.Single((await staff.PageAsync($"/mailings?search={email.Name[..12]}&state=sent")).QuerySelectorAll("tbody tr"));
        var fillers = await staff.PageAsync("/mailings?category=Fillers");
        Assert.Equal(25, fillers.QuerySelectorAll("tbody tr").Length);
        Assert.Equal(5, (await staff.PageAsync(fillers.QuerySelector("[rel=next]")!.GetAttribute("href")!)).QuerySelectorAll("tbody tr").Length);
        Assert.Contains("Nothing found", (await staff.PageAsync("/mailings?search=nobodynamesitso")).Body!.TextContent, StringComparison.Ordinal);
        await staff.PageAsync("/mailings/999999", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Categories_are_added_renamed_and_retired_and_the_builder_offers_them()
    {
        var name = $"Appeals {Guid.NewGuid():N}";
        using var added = await staff.SubmitAsync("/mailings/settings", new() { ["CategoryName"] = name }, "#categories > form");
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        using var again = await staff.SubmitAsync("/mailings/settings", new() { ["CategoryName"] = name.ToUpperInvariant() }, "#categories > form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("already", (await again.DocumentAsync()).GetElementById("new-category-error")!.TextContent, StringComparison.Ordinal);
        using var blank = await staff.SubmitAsync("/mailings/settings", new() { ["CategoryName"] = " \u200b " }, "#categories > form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, blank.StatusCode);

        var id = await world.ScalarAsync<long>("select id from mailing_categories where name = @name", new { name });
        using var renamed = await staff.SubmitAsync("/mailings/settings", new() { ["CategoryName"] = name + "!" }, $"form:has([name=CategoryId][value='{id}'])");
        Assert.Equal(HttpStatusCode.SeeOther, renamed.StatusCode);
        using var retired = await staff.SubmitAsync("/mailings/settings", form: $"form[action*='handler=Retire&id={id}&']");
        Assert.Equal(HttpStatusCode.SeeOther, retired.StatusCode);
        Assert.Equal((name + "!", true), Assert.Single(await world.QueryAsync<(string, bool)>("select name, retired_at is not null from mailing_categories where id = @id", new { id })));

        var email = await world.AddEmailAsync();
        var offered = (await staff.PageAsync($"/schedules/{email.ScheduleId}/integrated-emails/new")).QuerySelectorAll("#Input_MailingCategoryId option").Select(option => option.TextContent).ToArray();
        Assert.Contains("Category of " + email.Name, offered);
        Assert.DoesNotContain(name + "!", offered);
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
