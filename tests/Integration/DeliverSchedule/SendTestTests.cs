using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>Trust before the first delivery: Send a test to me.</summary>
public sealed partial class SendTestTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public SendTestTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_test_is_the_recipients_mail_and_file_marked_and_sent_to_the_person_who_asks_alone()
    {
        await world.AddCustomersAsync(4);
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["recipient-of-test@example.org"]);
        var client = await application.SignInAsAsync(staff.Email!);
        var page = await client.PageAsync(FirstRows(schedule));
        Assert.Contains($"to {staff.Email} alone", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("main .notice.warn"));

        var run = await SendAsync(client, schedule);
        Assert.Equal(run, await SendAsync(client, schedule));
        await WorkAsync();

        var mail = Assert.Single(Mails(), mail => mail.Contains(staff.Email!, StringComparison.Ordinal));
        Assert.Contains("Subject: Test: Your report from The Old Fire Station", mail, StringComparison.Ordinal);
        Assert.StartsWith("Entry of Schedule", MailText.Plain(mail), StringComparison.Ordinal);
        Assert.Contains("This is a test, sent to you alone.", MailText.Plain(mail), StringComparison.Ordinal);
        Assert.Contains("Who is on it: Everyone.", MailText.Plain(mail), StringComparison.Ordinal);
        Assert.DoesNotContain(Mails(), other => other.Contains("recipient-of-test@example.org", StringComparison.Ordinal));

        var link = Link().Match(MailText.Plain(mail)).Value;
        var collect = await client.PageAsync(link);
        var lines = (await client.GetStringAsync(
            collect.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken)).Trim().Split("\r\n");
        Assert.Equal(await world.ScalarAsync<long>("select count(*) from crm.customers"), lines.Length - 1);
        Assert.Contains("This is a test", (await client.PageAsync(run)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_is_no_delivery_to_anybody_else_and_no_run_of_the_schedule()
    {
        await world.AddCustomersAsync(1);
        var recipient = await application.CreateUserAsync(null, Roles.CollectReport);
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), [recipient.Email!], onDemand: true);
        var client = await application.SignInAsAsync(staff.Email!);
        await SendAsync(client, schedule);
        await WorkAsync();

        Assert.Equal([staff.Email!], await world.QueryAsync<string>(
            "select m.recipient::text from messages m join deliveries d on d.id = m.delivery_id join runs r on r.id = d.run_id "
            + "where r.schedule_id = @ScheduleId", schedule));
        Assert.Equal(
            DeliveryWorld.Due + Duration.FromDays(1),
            await world.ScalarAsync<Instant>("select next_run_at from schedules where id = @ScheduleId", schedule));
        var row = (await client.PageAsync("/schedules")).QuerySelectorAll("main tr")
            .Single(row => row.QuerySelector($"a[href='/schedules/{schedule.ScheduleId}']") is not null);
        Assert.DoesNotContain("Delivered", row.TextContent, StringComparison.Ordinal);

        var link = Link().Match(MailText.Plain(Mails().Single(mail => mail.Contains(staff.Email!, StringComparison.Ordinal)))).Value;
        var theirs = await application.SignInAsAsync(recipient.Email!);
        await theirs.PageAsync(link, HttpStatusCode.NotFound);
        Assert.DoesNotContain(
            "/partner-companies?handler=Download", (await theirs.PageAsync("/partner-companies")).Body!.InnerHtml,
            StringComparison.Ordinal);
        Assert.Equal(
            ["test"],
            await world.QueryAsync<string>(
                "select o.kind from file_origins o join runs r on r.id = o.run_id where r.schedule_id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task Staff_without_Collect_Report_are_told_before_that_they_cannot_collect_and_cannot()
    {
        await world.AddCustomersAsync(1);
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), ["somebody@example.org"]);
        var client = await application.SignInAsAsync(staff.Email!);
        var notice = (await client.PageAsync(FirstRows(schedule))).QuerySelector("main .notice.warn")!;
        Assert.Contains("will not let you collect the file", notice.TextContent, StringComparison.Ordinal);
        Assert.NotNull(notice.QuerySelector($"a[href='/customer-lists/{schedule.CustomerListId}/run']"));

        await SendAsync(client, schedule);
        await WorkAsync();
        var link = Link().Match(MailText.Plain(Mails().Single(mail => mail.Contains(staff.Email!, StringComparison.Ordinal)))).Value;
        Assert.Contains("needs the Collect Report role", (await client.PageAsync(link)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_longer_staff_no_longer_collects_a_test()
    {
        await world.AddCustomersAsync(1);
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due + Duration.FromDays(1), ["somebody@example.org"]);
        await SendAsync(await application.SignInAsAsync(staff.Email!), schedule);
        await WorkAsync();
        var link = Link().Match(MailText.Plain(Mails().Single(mail => mail.Contains(staff.Email!, StringComparison.Ordinal)))).Value;

        await world.ExecuteAsync(
            "delete from user_roles where user_id = @Id and role_id in (select id from roles where name <> 'Collect Report')",
            new { staff.Id });
        Assert.Contains(
            "withdrawn", (await (await application.SignInAsAsync(staff.Email!)).PageAsync(link)).Body!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_fails_troubles_nobody_by_notice_and_a_strange_entry_is_not_there()
    {
        await world.AddCustomersAsync(1);
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(staff.Email!);
        var schedule = await world.AddScheduleAsync(null, ["somebody@example.org"], owner: staff.Id);
        var other = await world.AddScheduleAsync(null, ["somebody@example.org"]);
        var run = await SendAsync(client, schedule);
        await world.ExecuteAsync(
            "update runs set state = 'failed', finished_at = @Due where schedule_id = @ScheduleId",
            new { DeliveryWorld.Due, schedule.ScheduleId });
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(10));
        await world.SendAsync(new GatherNotices());
        Assert.Equal(
            0, await world.ScalarAsync<int>("select count(*)::int from notices where items::text like '%' || @run || '\"%'", new { run }));

        await client.PageAsync($"/send/test/{schedule.ScheduleId}/{other.ScheduledListId}", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("update scheduled_lists set deleted_at = now() where schedule_id = @ScheduleId", "deleted from the schedule")]
    [InlineData("update schedules set deleted_at = now() where id = @ScheduleId", "The schedule was deleted")]
    public async Task What_was_deleted_before_its_file_was_made_is_skipped_with_the_reason(string delete, string reason)
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["never@example.org"]);
        world.SetClock(DeliveryWorld.Due);
        await world.ClaimAsync();
        await world.ExecuteAsync(delete, schedule);
        await WorkAsync();

        Assert.Equal(("skipped", "skipped"), (
            await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule),
            await world.ScalarAsync<string>(
                "select d.state from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule)));
        Assert.Contains(
            reason, await world.ScalarAsync<string>("select reason from runs where schedule_id = @ScheduleId", schedule),
            StringComparison.Ordinal);
        Assert.Equal(0, await world.ScalarAsync<int>(
            "select count(*)::int from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId "
            + "and d.file_id is not null", schedule));
    }

    private static string FirstRows(DeliveryWorld.ScheduleIds schedule) =>
        $"/schedules/{schedule.ScheduleId}/customer-lists/{schedule.ScheduledListId}/first-rows";

    private static async Task<string> SendAsync(HttpClient client, DeliveryWorld.ScheduleIds schedule)
    {
        var asked = (await client.PageAsync(FirstRows(schedule))).QuerySelector("a[data-send]")!.GetAttribute("href")!;
        using var answer = await client.SubmitAsync(asked, form: ".send-form");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private async Task WorkAsync()
    {
        while (await world.MakeAsync())
        {
        }

        while (await world.SendMessagesAsync())
        {
        }
    }

    private IReadOnlyList<string> Mails() => MailText.In(Path.Combine(application.DataDirectory, "mail"));

    [GeneratedRegex(@"/collect/[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}
