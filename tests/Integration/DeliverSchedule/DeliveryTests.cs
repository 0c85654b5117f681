using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

public sealed partial class DeliveryTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public DeliveryTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_due_list_is_made_mailed_and_collected_by_its_recipient_alone()
    {
        await world.AddCustomersAsync(7);
        var recipient = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [recipient.Email!]);

        await world.DeliverEverythingAsync();

        Assert.Equal("delivered", await State(schedule));
        var customers = await world.ScalarAsync<long>("select count(*) from crm.customers");
        var link = await LinkTo(recipient.Email!);
        var client = await application.SignInAsAsync(recipient.Email!);
        var page = await client.PageAsync(link);
        Assert.Contains("Entry of Schedule", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("List of Schedule", page.Body!.TextContent, StringComparison.Ordinal);
        using var file = await client.GetAsync(
            page.QuerySelector("a[data-file]")!.GetAttribute("href"), TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", file.Headers.CacheControl!.ToString());
        var lines = (await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim().Split("\r\n");
        Assert.Equal("Name,Email", lines[0].TrimStart('\uFEFF'));
        Assert.Equal(customers, lines.Length - 1);
        Assert.Equal(
            1, await world.ScalarAsync<int>("select count(*) from downloads where user_id = @Id and completed", new { recipient.Id }));
    }

    [Fact]
    public async Task The_mail_names_the_scheduled_list_its_rows_and_expiry_and_never_the_customer_list()
    {
        await world.AddCustomersAsync(3);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["reader@example.org"]);

        await world.DeliverEverythingAsync();

        var mail = Assert.Single(Mails(), mail => mail.Contains("reader@example.org", StringComparison.Ordinal));
        var text = MailText.Plain(mail);
        var rows = await world.ScalarAsync<long>(
            "select row_count from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule);
        Assert.Contains("Entry of Schedule", text, StringComparison.Ordinal);
        Assert.DoesNotContain("List of", text, StringComparison.Ordinal);
        Assert.Contains($"{rows} customers", text, StringComparison.Ordinal);
        Assert.Contains("Tuesday 8 December 2026, 08:00 (Europe/London)", text, StringComparison.Ordinal);
        Assert.Contains("Subject: Your report from The Old Fire Station", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_and_the_run_say_who_is_on_the_list_in_one_plain_sentence()
    {
        const string added =
            """
            {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"A name of staff's own","definition":
              {"join":"and","criteria":[
              {"kind":"created","date":{"kind":"on","from":"2026-11-30"}}]}}]}]}}
            """;
        const string sentence = "Customers who were added on 30 November 2026.";
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["sentence@example.org"], definition: added);
        await world.DeliverEverythingAsync();

        var mail = Assert.Single(Mails(), mail => mail.Contains("sentence@example.org", StringComparison.Ordinal));
        Assert.Contains($"\nWho is on it: {sentence}\n", MailText.Plain(mail).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", MailText.Plain(mail).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains($">{sentence}</td>", MailText.Html(mail), StringComparison.Ordinal);
        Assert.DoesNotContain("staff's own", MailText.Plain(mail), StringComparison.Ordinal);
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        Assert.Contains(sentence, (await staff.PageAsync($"/runs/{run}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_made_before_the_sentence_was_kept_says_nothing_in_its_place()
    {
        await world.AddCustomersAsync(1);
        await world.AddScheduleAsync(DeliveryWorld.Due, ["before@example.org"]);
        await world.ClaimAsync();
        while (await world.MakeAsync())
        {
        }

        await world.ExecuteAsync("update deliveries set description = null");
        await world.SendMessagesAsync();

        var mail = Assert.Single(Mails(), mail => mail.Contains("before@example.org", StringComparison.Ordinal));
        Assert.DoesNotContain("Who is on it", mail + MailText.Plain(mail) + MailText.Html(mail), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", "delivered", 1)]
    [InlineData("skip", "skipped", 0)]
    public async Task An_empty_list_sends_a_message_without_a_file_or_is_skipped_as_chosen(string whenEmpty, string state, int messages)
    {
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [$"empty-{whenEmpty}@example.org"], whenEmpty, DeliveryWorld.Nobody);

        await world.DeliverEverythingAsync();

        Assert.Equal(state, await State(schedule));
        var mails = Mails().Where(mail => mail.Contains($"empty-{whenEmpty}@example.org", StringComparison.Ordinal)).ToList();
        Assert.Equal(messages, mails.Count);
        Assert.All(mails, mail => Assert.Contains("No customers matched", MailText.Plain(mail), StringComparison.Ordinal));
        Assert.All(mails, mail => Assert.DoesNotContain("/collect/", MailText.Plain(mail), StringComparison.Ordinal));
        Assert.Equal(
            0,
            await world.ScalarAsync<int>(
                "select count(file_id) from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task The_token_is_erased_once_the_mail_server_has_the_message()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["erased@example.org"]);
        await world.ClaimAsync();
        while (await world.MakeAsync())
        {
        }

        const string sql = "select count(token_protected) from messages where recipient = 'erased@example.org'";
        Assert.Equal(1, await world.ScalarAsync<int>(sql));
        await world.SendMessagesAsync();

        Assert.Equal(0, await world.ScalarAsync<int>(sql));
        Assert.Equal("delivered", await State(schedule));
    }

    [Fact]
    public async Task An_address_taken_off_before_its_message_went_gets_none()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["stays@example.org", "leaves@example.org"]);
        await world.ClaimAsync();
        while (await world.MakeAsync())
        {
        }

        await world.ExecuteAsync("delete from scheduled_list_recipients where address = 'leaves@example.org'");
        await world.SendMessagesAsync();

        Assert.DoesNotContain(Mails(), mail => mail.Contains("leaves@example.org", StringComparison.Ordinal));
        Assert.Contains(Mails(), mail => mail.Contains("stays@example.org", StringComparison.Ordinal));
        Assert.Equal("delivered", await State(schedule));
        Assert.Equal("cancelled", await world.ScalarAsync<string>("select state from messages where recipient = 'leaves@example.org'"));
    }

    [Fact]
    public async Task A_worker_whose_lease_lapsed_completes_nothing_after_another_took_over()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["fenced@example.org"]);
        await world.ClaimAsync();
        var claims = new WorkQueue<DeliveryClaim>(
            DeliveryClaim.Work, new WorkOptions { LeaseSeconds = 0 }, application.Database.DataSource, application.Clock,
            NullLogger<WorkQueue<DeliveryClaim>>.Instance);
        DeliveryClaim? stale = null;
        while (await claims.ClaimAsync(1, TestContext.Current.CancellationToken) is [var claim] && stale is null)
        {
            stale = claim.ScheduledListId == schedule.ScheduledListId ? claim : null;
        }

        while (await world.MakeAsync())
        {
        }

        await using var scope = application.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        var outcomes = scope.ServiceProvider.GetRequiredService<DeliveryOutcomes>();
        await outcomes.FailAsync(
            stale!, new FailureWords("A stale worker's failure", MayPass: false), TestContext.Current.CancellationToken);
        await outcomes.CompleteAsync(
            stale!, new MadeFile(null, null, 0, null, [], "Everyone.", null), null, [], TestContext.Current.CancellationToken);

        Assert.Equal(
            "sending",
            await world.ScalarAsync<string>(
                "select d.state from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule));
        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from messages where recipient = 'fenced@example.org'"));
    }

    [Fact]
    public async Task A_list_that_fails_is_tried_after_1_5_15_and_60_minutes_then_reported_and_retry_repeats_only_it()
    {
        await world.AddCustomersAsync(1);
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!]);
        await world.ClaimAsync();
        await world.ExecuteAsync("alter table crm.customers rename to customers_away");
        try
        {
            foreach (var minutes in (int[])[0, 1, 5, 15, 60])
            {
                world.SetClock(application.Clock.GetCurrentInstant() + Duration.FromMinutes(minutes) - Duration.FromSeconds(10));
                if (minutes > 0)
                {
                    Assert.NotEqual(await Attempts(schedule) + 1, await AttemptsAfterMaking(schedule));
                }

                world.SetClock(application.Clock.GetCurrentInstant() + Duration.FromSeconds(20));
                Assert.Equal(await Attempts(schedule) + 1, await AttemptsAfterMaking(schedule));
            }
        }
        finally
        {
            await world.ExecuteAsync("alter table crm.customers_away rename to customers");
        }

        Assert.Equal("failed", await State(schedule));
        world.SetClock(application.Clock.GetCurrentInstant() + Duration.FromMinutes(5));
        await world.SendAsync(new GatherNotices());
        await world.SendAsync(new SendNotices());
        Assert.Contains(Mails(), mail => mail.Contains($"To: {administrator.Email}", StringComparison.Ordinal));
        Assert.DoesNotContain(Mails(), mail => mail.Contains($"To: {partner.Email}", StringComparison.Ordinal));

        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        Assert.True(await world.SendAsync(new RetryRun(run, Actor.System)));
        await world.DeliverEverythingAsync();
        Assert.Equal("delivered", await State(schedule));
        Assert.False(await world.SendAsync(new RetryRun(run, Actor.System)));
        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from messages where recipient = @Email", new { partner.Email }));
    }

    [Fact]
    public async Task A_list_that_runs_before_eight_and_is_not_delivered_by_0755_raises_one_alarm()
    {
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var due = Instant.FromUtc(2026, 12, 3, 5, 30);
        world.SetClock(due);
        var schedule = await world.AddScheduleAsync(due, ["early@example.org"]);
        await world.ExecuteAsync(
            "update schedules set daily_frequency = 'before_8', before_8_minute = 330 where id = @ScheduleId", schedule);
        await world.ClaimAsync();

        world.SetClock(Instant.FromUtc(2026, 12, 3, 7, 54));
        await world.SendAsync(new WatchOverdueRuns());
        const string alarms = "select count(*) from notices where recipient = @Email and subject like 'Alarm%'";
        Assert.Equal(0, await world.ScalarAsync<int>(alarms, new { administrator.Email }));
        world.SetClock(Instant.FromUtc(2026, 12, 3, 7, 56));
        await world.SendAsync(new WatchOverdueRuns());
        await world.SendAsync(new WatchOverdueRuns());

        Assert.Equal(1, await world.ScalarAsync<int>(alarms, new { administrator.Email }));
    }

    [Fact]
    public async Task An_expired_file_is_deleted_and_its_page_says_so_to_the_recipient_alone()
    {
        await world.AddCustomersAsync(1);
        var recipient = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [recipient.Email!]);
        await world.DeliverEverythingAsync();
        var link = await LinkTo(recipient.Email!);

        world.SetClock(DeliveryWorld.Due + Duration.FromDays(7) + Duration.FromMinutes(10));
        await world.SendAsync(new DeleteExpiredFiles());

        Assert.Equal(
            0,
            await world.ScalarAsync<int>(
                "select count(*) from stored_file_chunks c join deliveries d on d.file_id = c.file_id "
                + "join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId",
                schedule));
        var client = await application.SignInAsAsync(recipient.Email!);
        Assert.Contains("expired", (await client.PageAsync(link)).Body!.TextContent, StringComparison.Ordinal);
        using var download = await client.GetAsync($"{link}?handler=Download", TestContext.Current.CancellationToken);
        Assert.Equal("text/html", download.Content.Headers.ContentType!.MediaType);
        var other = await application.SignInAsync(Roles.CollectReport);
        await other.PageAsync(link, HttpStatusCode.NotFound);
    }

    private async Task<int> AttemptsAfterMaking(DeliveryWorld.ScheduleIds schedule)
    {
        while (await world.MakeAsync())
        {
        }

        return await Attempts(schedule);
    }

    private Task<int> Attempts(DeliveryWorld.ScheduleIds schedule) => world.ScalarAsync<int>(
        "select d.attempt from deliveries d join runs r on r.id = d.run_id where r.schedule_id = @ScheduleId", schedule);

    private Task<string> State(DeliveryWorld.ScheduleIds schedule) =>
        world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule);

    private IReadOnlyList<string> Mails() => MailText.In(Path.Combine(application.DataDirectory, "mail"));

    private Task<string> LinkTo(string recipient)
    {
        var mail = Mails().Last(mail => mail.Contains(recipient, StringComparison.Ordinal));
        return Task.FromResult(LinkPath().Match(MailText.Plain(mail)).Value);
    }

    [GeneratedRegex("/collect/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPath();
}
