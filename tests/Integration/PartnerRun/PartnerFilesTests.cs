using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.PartnerRun;

/// <summary>What a partner collects among the reports: what was made for them, what was e-mailed, and for how long.</summary>
public sealed class PartnerFilesTests : IClassFixture<TestApplication>
{
    private const string Page = "/partner-companies";

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public PartnerFilesTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
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

    private static string Form(DeliveryWorld.ScheduleIds list) => $"form:has(input[name=list][value='{list.ScheduledListId}'])";

    private static async Task Run(HttpClient client, DeliveryWorld.ScheduleIds list)
    {
        using var answer = await client.SubmitAsync(Page, form: Form(list));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
