using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Integration.DeliverSchedule;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace CustomerListSchedules.Integration.PartnerRun;

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

    [Fact]
    public async Task The_end_of_a_run_is_answered_however_late_the_page_asks_again()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var next = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        var page = await client.PageAsync(Page);
        using var started = await client.SubmitAsync(page, Page, form: Form(list), htmx: true);
        var poll = (await started.DocumentAsync()).QuerySelector("#reports-poll")!;
        await world.DeliverEverythingAsync();
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(10)); // The computer slept.

        var shown = Assert.Single(poll.QuerySelectorAll("input[name=shown]")).GetAttribute("value");
        var polled = await client.PageAsync($"{poll.GetAttribute("hx-get")}&shown={shown}");
        using var answer = await client.SubmitAsync(page, Page, new() { ["shown"] = shown }, Form(next), htmx: true);

        foreach (var fragment in new[] { polled, await answer.DocumentAsync() })
        {
            var status = fragment.QuerySelector($"#status-{list.ScheduledListId}")!;
            Assert.Null(status.QuerySelector(".busy"));
            Assert.NotNull(status.QuerySelector("a[data-file]"));
        }

        Assert.Null(polled.QuerySelector("#reports-poll[hx-get]"));
        world.SetClock(DeliveryWorld.Due);
    }

    [Theory]
    [InlineData(1_234_567L, "Running, 1,234,567 rows so far")]
    [InlineData(0L, "Running")]
    public async Task A_running_report_says_how_many_rows_so_far_to_the_eye_alone(long rows, string words)
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        await world.ExecuteAsync(
            "update deliveries set state = 'making', rows_so_far = @rows where scheduled_list_id = @ScheduledListId",
            new { rows, list.ScheduledListId });

        var page = await client.PageAsync(Page);

        Assert.Equal(words, page.QuerySelector($"#status-{list.ScheduledListId} .busy")!.TextContent);
        Assert.EndsWith(": Running", page.QuerySelector($"#said-{list.ScheduledListId}")!.TextContent, StringComparison.Ordinal);
        await world.ExecuteAsync("update deliveries set state = 'waiting' where scheduled_list_id = @ScheduledListId", list);
        await world.DeliverEverythingAsync();
    }

    [Fact]
    public async Task How_many_rows_so_far_is_noted_while_a_report_is_made()
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        var queue = new WorkQueue<DeliveryClaim>(
            DeliveryClaim.Work with { Only = $"scheduled_list_id = {list.ScheduledListId}" }, new WorkOptions { LeaseSeconds = 1 },
            application.Database.DataSource, application.Clock, NullLogger<WorkQueue<DeliveryClaim>>.Instance);
        Assert.True(await queue.WorkAsync(
            1,
            async (claim, lease) =>
            {
                lease.Progress = () => new { rowsSoFar = 4321L };
                await Patience.UntilAsync(async () =>
                    (await client.PageAsync(Page)).QuerySelector(
                        $"#status-{list.ScheduledListId} .busy")!.TextContent == "Running, 4,321 rows so far");
                await queue.GiveBackAsync(claim);
            },
            (_, e) => throw new InvalidOperationException("It was looked at alone.", e),
            TestContext.Current.CancellationToken));
        await world.DeliverEverythingAsync();
    }

    [Fact]
    public async Task A_file_that_was_revoked_while_the_page_was_open_is_answered_with_what_to_do()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        await world.DeliverEverythingAsync();
        var link = (await client.PageAsync(Page)).QuerySelector("aside a[data-file]")!.GetAttribute("href");
        await world.ExecuteAsync(
            "update stored_files set revoked_at = now() where id in (select file_id from deliveries "
            + "where scheduled_list_id = @ScheduledListId)",
            list);

        using var download = await client.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.SeeOther, download.StatusCode);
        var page = await client.PageAsync(download.Headers.Location!.OriginalString);
        Assert.Contains("cannot be collected any more", page.QuerySelector("#refusal .notice")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(Form(list)));
        Assert.Null(page.QuerySelector("a[data-file]"));
    }

    [Fact]
    public async Task A_damaged_file_is_not_handed_out_and_the_page_and_the_audit_say_so()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        await world.DeliverEverythingAsync();
        var file = await world.ScalarAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", list);
        await world.ExecuteAsync("delete from stored_file_chunks where file_id = @file", new { file });
        var link = (await client.PageAsync(Page)).QuerySelector("aside a[data-file]")!.GetAttribute("href");

        using var download = await client.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, download.StatusCode);
        var page = await client.PageAsync(download.Headers.Location!.OriginalString);
        Assert.Contains("can no longer be opened", page.QuerySelector("#refusal .notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["file.downloaded", "file.found_damaged"],
            await world.QueryAsync<string>(
                "select action from audit where subject_type = 'file' and subject_id = @file::text and user_id = @Id order by id",
                new { file, partner.Id }));
    }

    [Fact]
    public async Task A_second_request_joins_the_run_under_way_and_each_who_asked_may_collect()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var silent = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.ExecuteAsync(
            "insert into scheduled_list_recipients values (@ScheduledListId, @First, 2), (@ScheduledListId, @Second, 3)",
                new { list.ScheduledListId, First = other.Email, Second = silent.Email });
        var clients = new[] { await application.SignInAsAsync(partner.Email!), await application.SignInAsAsync(other.Email!) };
        var forms = await Task.WhenAll(clients.Select(client => client.PageAsync(Page)));
        var tab = await clients[0].PageAsync(Page);

        await Task.WhenAll(
            clients[0].SubmitAsync(forms[0], Page, form: Form(list)), clients[1].SubmitAsync(forms[1], Page, form: Form(list)),
            clients[0].SubmitAsync(tab, Page, form: Form(list)));
        await world.DeliverEverythingAsync();

        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from runs where schedule_id = @ScheduleId", list));
        foreach (var client in clients)
        {
            Assert.NotNull((await client.PageAsync(Page)).QuerySelector("aside a[data-file]"));
        }

        var theirs = (await clients[0].PageAsync(Page)).QuerySelector("aside a[data-file]")!.GetAttribute("href");
        var third = await application.SignInAsAsync(silent.Email!);
        Assert.Null((await third.PageAsync(Page)).QuerySelector("aside a[data-file]"));
        using var stolen = await third.GetAsync(theirs, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
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
    public async Task A_partner_has_at_most_three_reports_running_at_once()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var lists = new List<DeliveryWorld.ScheduleIds>();
        for (var i = 0; i < 4; i++)
        {
            lists.Add(await world.AddScheduleAsync(null, [partner.Email!], onDemand: true));
        }

        var client = await application.SignInAsAsync(partner.Email!);
        foreach (var list in lists)
        {
            await Run(client, list);
        }

        Assert.Equal(3, await world.ScalarAsync<int>("select count(*) from run_requests where user_id = @Id", new { partner.Id }));
        Assert.Contains("3 reports running", (await client.PageAsync(Page)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Joining_a_run_that_another_started_is_never_refused()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var theirs = await world.AddScheduleAsync(null, [partner.Email!, other.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        for (var i = 0; i < 3; i++)
        {
            await Run(client, await world.AddScheduleAsync(null, [partner.Email!], onDemand: true));
        }

        await Run(await application.SignInAsAsync(other.Email!), theirs);
        await Run(client, theirs);

        Assert.Equal(4, await world.ScalarAsync<int>("select count(*) from run_requests where user_id = @Id", partner));
        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from runs where schedule_id = @ScheduleId", theirs));
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
    public async Task A_file_that_was_e_mailed_is_collected_from_the_reports_as_well_by_its_recipient_alone_and_its_link_leads_there()
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!]);
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsAsync(partner.Email!);
        var page = await client.PageAsync(Page);
        Assert.Empty(page.QuerySelectorAll(".report")); // It is not on demand.
        var link = page.QuerySelector("#emailed a[data-file]")!;
        Assert.StartsWith("Entry of", link.TextContent, StringComparison.Ordinal);
        var path = link.GetAttribute("href")!;

        using var file = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.StartsWith(
            "Name,Email", await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Patience.UntilAsync(async () => (await client.PageAsync(Page)).QuerySelector("#emailed .downloaded") is not null);
        Assert.Equal(
            "You downloaded this on Tuesday 1 December, 08:00",
            (await client.PageAsync(Page)).QuerySelector("#emailed .downloaded")!.TextContent);
        Assert.Equal(
            1,
            await world.ScalarAsync<int>(
                "select count(*) from downloads w join messages m on m.id = w.message_id where m.recipient = @Email", partner));
        var mailed = Assert.Single(
            MailText.In(Path.Combine(application.DataDirectory, "mail")),
            text => text.Contains(partner.Email!, StringComparison.Ordinal));
        var collect = await client.PageAsync(Regex.Match(MailText.Plain(mailed), "/collect/[A-Za-z0-9_-]+").Value);
        Assert.Equal(Page, collect.QuerySelector("main a:not([role=button])")!.GetAttribute("href"));
        Assert.Contains(
            "You downloaded this on Tuesday 1 December, 08:00", collect.Body!.TextContent, StringComparison.Ordinal);

        var other = await application.SignInAsync(Roles.CollectReport);
        using var stolen = await other.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        await world.ExecuteAsync("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId", list);
        Assert.Null((await client.PageAsync(Page)).QuerySelector("#emailed"));
        using var late = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
    }

    [Theory]
    [InlineData("update stored_files set revoked_at = now()")]
    [InlineData("update stored_files set expires_at = '2026-12-01 07:59+00'")]
    [InlineData("update runs set kind = 'test', occurrence_at = null, requested_by = (select min(id::text)::uuid from users)")]
    [InlineData("update messages set state = 'cancelled'")]
    public async Task What_was_e_mailed_and_cannot_be_collected_is_not_among_the_reports(string change)
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!]);
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsAsync(partner.Email!);
        var path = (await client.PageAsync(Page)).QuerySelector("#emailed a[data-file]")!.GetAttribute("href");

        await world.ExecuteAsync(change);

        Assert.Null((await client.PageAsync(Page)).QuerySelector("#emailed"));
        using var download = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, download.StatusCode);
    }

    [Fact]
    public async Task The_reports_say_when_and_how_many_and_Download_comes_first_and_loudest()
    {
        await world.AddCustomersAsync(3);
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        Assert.Null((await client.PageAsync(Page)).QuerySelector(".report button.secondary")); // Run is all there is to do.
        await Run(client, list);
        await world.DeliverEverythingAsync();

        var report = (await client.PageAsync(Page)).QuerySelector($"#report-{list.ScheduledListId}")!;

        var customers = await world.ScalarAsync<long>("select count(*) from crm.customers");
        Assert.Equal($"Last run 1 Dec 2026, 08:00, {Plural.Customers(customers, null)}", report.QuerySelector(".when")!.TextContent);
        Assert.Equal(["Download", "Run"], report.QuerySelectorAll("a[role=button], button").Select(button => button.TextContent.Trim()));
        Assert.DoesNotContain("secondary", report.QuerySelector("a[data-file]")!.ClassName ?? "", StringComparison.Ordinal);
        Assert.Contains("secondary", report.QuerySelector("button")!.ClassName!, StringComparison.Ordinal);
        Assert.Equal("Everyone.", report.QuerySelector(".meaning")!.TextContent);
    }

    [Fact]
    public async Task What_the_venue_is_waiting_for_is_made_before_what_partners_asked_for()
    {
        await world.AddCustomersAsync(1);
        var (partner, onDemand) = await Partner();
        await Run(await application.SignInAsAsync(partner.Email!), onDemand);
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(1));
        var scheduled = await world.AddScheduleAsync(DeliveryWorld.Due, ["steward@example.org"]);
        await world.ClaimAsync();

        await world.MakeAsync();

        Assert.Equal(
            "sending",
            await world.ScalarAsync<string>("select state from deliveries where scheduled_list_id = @ScheduledListId", scheduled));
        Assert.Equal(
            "waiting",
            await world.ScalarAsync<string>("select state from deliveries where scheduled_list_id = @ScheduledListId", onDemand));
        await world.DeliverEverythingAsync();
        world.SetClock(DeliveryWorld.Due);
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

    [Fact]
    public async Task Earlier_files_stay_for_seven_days()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        await world.DeliverEverythingAsync();

        world.SetClock(DeliveryWorld.Due + Duration.FromDays(6));
        var late = await application.SignInAsAsync(partner.Email!);
        Assert.NotNull((await late.PageAsync(Page)).QuerySelector("aside a[data-file]"));
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(7) + Duration.FromMinutes(1));
        var later = await application.SignInAsAsync(partner.Email!);
        Assert.Null((await later.PageAsync(Page)).QuerySelector("aside a[data-file]"));
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
