using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.PartnerRun;

/// <summary>The reports that a partner sees and runs, as a browser without scripts uses them.</summary>
public sealed class PartnerCompaniesTests : IClassFixture<TestApplication>
{
    private const string Page = "/partner-companies";

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public PartnerCompaniesTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_partner_runs_a_report_and_downloads_it_and_nothing_is_mailed()
    {
        await world.AddCustomersAsync(4);
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);

        await Run(client, list);
        Assert.Contains("Waiting", (await client.PageAsync(Page)).Body!.TextContent, StringComparison.Ordinal);
        await world.DeliverEverythingAsync();

        var page = await client.PageAsync(Page);
        var link = page.QuerySelector("aside a[data-file]")!;
        Assert.StartsWith("Entry of", link.TextContent, StringComparison.Ordinal);
        using var file = await client.GetAsync(link.GetAttribute("href"), TestContext.Current.CancellationToken);
        var rows = (await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim().Split("\r\n").Length - 1;
        Assert.Equal(await world.ScalarAsync<int>("select count(*) from crm.customers"), rows);
        Assert.Equal(
            0,
            await world.ScalarAsync<int>(
                "select count(*) from messages m join deliveries d on d.id = m.delivery_id where d.scheduled_list_id = @ScheduledListId",
                list));
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", list));
    }

    [Fact]
    public async Task A_copy_is_unseen_until_it_is_saved()
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        using var copied = await staff.SubmitAsync($"/schedules/{list.ScheduleId}", form: "form[action$='=Duplicate']");
        var copy = copied.Headers.Location!.OriginalString;
        Assert.Single((await client.PageAsync(Page)).QuerySelectorAll("section.report"));
        var entry = await world.ScalarAsync<long>(
            "select max(id) from scheduled_lists where schedule_id <> @ScheduleId", new { list.ScheduleId });
        using var forged = await client.SubmitAsync(Page, new() { ["list"] = $"{entry}" });
        Assert.Equal(HttpStatusCode.NotFound, forged.StatusCode);

        await staff.SubmitAsync($"{copy}/basic-details");

        Assert.Equal(2, (await client.PageAsync(Page)).QuerySelectorAll("section.report").Length);
    }

    [Theory]
    [InlineData("send")]
    [InlineData("skip")]
    public async Task A_report_that_nobody_is_on_says_so_whatever_its_schedule_does_when_empty(string whenEmpty)
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(null, [partner.Email!], whenEmpty, DeliveryWorld.Nobody, onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);

        await Run(client, list);
        await world.DeliverEverythingAsync();

        var page = await client.PageAsync(Page);
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", list));
        Assert.Contains(
            "No customers matched", page.QuerySelector($"#status-{list.ScheduledListId} .badge")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("No customers matched", page.QuerySelector("#downloads")!.TextContent, StringComparison.Ordinal);
        Assert.EndsWith(
            ": No customers matched", page.QuerySelector($"#said-{list.ScheduledListId}")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update users set email = initcap(email) where id = @Id")]
    [InlineData("update schedules set run_on_demand = false where id = @ScheduleId")]
    [InlineData("update schedules set deleted_at = now() where id = @ScheduleId")]
    [InlineData("update scheduled_lists set deleted_at = now() where id = @ScheduledListId")]
    [InlineData("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId")]
    public async Task A_report_that_is_not_theirs_is_not_listed_and_cannot_be_run_or_collected(string change)
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        var page = await client.PageAsync(Page);
        await Run(client, list);
        await world.DeliverEverythingAsync();
        var link = (await client.PageAsync(Page)).QuerySelector("aside a[data-file]")!.GetAttribute("href");

        await world.ExecuteAsync(change, new { partner.Id, list.ScheduleId, list.ScheduledListId });

        Assert.Empty((await client.PageAsync(Page)).QuerySelectorAll(".report"));
        using var run = await client.SubmitAsync(page, Page, form: Form(list));
        Assert.Equal(HttpStatusCode.NotFound, run.StatusCode);
        if (!change.Contains("run_on_demand", StringComparison.Ordinal))
        {
            using var download = await client.GetAsync(link, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, download.StatusCode);
        }
    }

    [Fact]
    public async Task A_paused_report_is_shown_but_not_run()
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        var page = await client.PageAsync(Page);
        await world.ExecuteAsync("update schedules set paused_at = now() where id = @ScheduleId", list);

        await client.SubmitAsync(page, Page, form: Form(list));

        Assert.Contains(
            "Not available at the moment", (await client.PageAsync(Page)).QuerySelector(".report")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from runs where schedule_id = @ScheduleId", list));
    }

    [Fact]
    public async Task With_htmx_Run_answers_the_reports_alone_and_says_why_when_it_does_not_run()
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);

        using var started = await client.SubmitAsync(Page, form: Form(list), htmx: true);
        await world.ExecuteAsync("update schedules set paused_at = now() where id = @ScheduleId", list);
        using var refused = await client.SubmitAsync(await PageWithForm(client, list), Page, form: Form(list), htmx: true);

        var fragment = await started.DocumentAsync();
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        Assert.Null(fragment.QuerySelector("header.top"));
        Assert.Contains("Waiting", fragment.QuerySelector($"#status-{list.ScheduledListId} .busy")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(fragment.QuerySelector("#reports-poll[hx-get]"));
        Assert.Contains("Waiting", fragment.QuerySelector("[aria-live=polite]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "not available at the moment", (await refused.DocumentAsync()).QuerySelector("#refusal .notice")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_says_when_it_last_ran_in_whatever_way_and_the_file_of_another_is_not_offered()
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        Assert.Contains("Not run yet", (await client.PageAsync(Page)).QuerySelector(".report")!.TextContent, StringComparison.Ordinal);

        await world.DeliverEverythingAsync();

        var page = await client.PageAsync(Page);
        Assert.Contains(
            "Last run 1 Dec 2026", page.QuerySelector($"#report-{list.ScheduledListId}")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#downloads a[data-file]"));
    }

    [Fact]
    public async Task A_partner_sees_the_venues_name_on_every_page_and_signs_out_to_the_partners_sign_in()
    {
        var partner = await application.SignInAsync(Roles.CollectReport);
        var both = await application.SignInAsync(Roles.CollectReport, Roles.InsightsAndMailings);

        foreach (var url in new[] { Page, "/account", "/account/change-password" })
        {
            var brand = (await partner.PageAsync(url)).QuerySelector("header .brand")!;
            Assert.Equal(("The Old Fire Station", "/partner-companies"), (brand.TextContent, brand.GetAttribute("href")));
        }

        Assert.Contains(
            "Customer List Schedules", (await both.PageAsync("/account")).QuerySelector("header .brand")!.TextContent,
            StringComparison.Ordinal);
        using var signedOut = await partner.SubmitAsync("/sign-out");
        var next = signedOut.Headers.Location!.OriginalString;
        Assert.Equal("The Old Fire Station", (await partner.PageAsync(next)).QuerySelector("header .brand")!.TextContent);
        using var staffSignedOut = await both.SubmitAsync("/sign-out");
        Assert.Equal("/sign-in", staffSignedOut.Headers.Location!.OriginalString);
    }

    private async Task<(User Partner, DeliveryWorld.ScheduleIds List)> Partner()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        return (partner, await world.AddScheduleAsync(null, [partner.Email!], onDemand: true));
    }

    /// <summary>The page as it was when the list could be run.</summary>
    private async Task<AngleSharp.Html.Dom.IHtmlDocument> PageWithForm(HttpClient client, DeliveryWorld.ScheduleIds list)
    {
        await world.ExecuteAsync("update schedules set paused_at = null where id = @ScheduleId", list);
        var page = await client.PageAsync(Page);
        await world.ExecuteAsync("update schedules set paused_at = now() where id = @ScheduleId", list);
        return page;
    }

    private static string Form(DeliveryWorld.ScheduleIds list) => $"form:has(input[name=list][value='{list.ScheduledListId}'])";

    private static async Task Run(HttpClient client, DeliveryWorld.ScheduleIds list)
    {
        using var answer = await client.SubmitAsync(Page, form: Form(list));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
