using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.ReviewRuns;

/// <summary>Staff take a file back, or send one recipient a new link: docs/what-it-does.md, Delivery.</summary>
public sealed class RevokeAndResendTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public RevokeAndResendTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_revoked_file_is_deleted_at_once_and_only_those_named_on_it_hear_of_it()
    {
        var (user, schedule, link, run) = await Deliver();
        var file = await FileOf(schedule);
        var recipient = await application.SignInAsAsync(user.Email!);
        Assert.NotNull((await recipient.PageAsync(link)).QuerySelector("a[data-file]"));
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var offered = (await staff.PageAsync($"/runs/{run}")).QuerySelector("a[href$='/revoke']")!.GetAttribute("href")!;

        var answer = await staff.SubmitAsync(offered, new() { ["Reason"] = "Sent to the wrong people" });

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal($"/runs/{run}", answer.Headers.Location!.OriginalString);
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from stored_file_chunks where file_id = @file", new { file }));
        var page = await recipient.PageAsync(link);
        Assert.Contains("revoked", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".contact"));
        Assert.DoesNotContain("wrong people", page.Body!.TextContent, StringComparison.Ordinal);
        using var download = await recipient.GetAsync(link + "?handler=Download", TestContext.Current.CancellationToken);
        Assert.Equal("text/html", download.Content.Headers.ContentType!.MediaType);
        var other = await application.SignInAsync(Roles.CollectReport);
        Assert.DoesNotContain(
            "revoked", (await other.PageAsync(link, HttpStatusCode.NotFound)).Body!.TextContent, StringComparison.Ordinal);
        var details = await world.ScalarAsync<string>(
            "select details::text from audit where action = 'file.revoked' and subject_id = @file::text", new { file });
        Assert.Contains("wrong people", details, StringComparison.Ordinal);
        var shown = await staff.PageAsync($"/runs/{run}");
        Assert.Contains("Sent to the wrong people", shown.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(shown.QuerySelector("a[href$='/revoke']"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("long")]
    public async Task A_file_is_not_revoked_without_a_reason_that_can_be_kept(string reason)
    {
        var (_, schedule, _, _) = await Deliver();
        var file = await FileOf(schedule);
        var staff = await application.SignInAsync(Roles.Administrator);

        var answer = await staff.SubmitAsync(
            $"/files/{file}/revoke", new() { ["Reason"] = reason == "long" ? new string('x', 501) : reason });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.NotNull((await answer.DocumentAsync()).QuerySelector(".field-validation-error, [id$=error]"));
        Assert.Null(await world.ScalarAsync<DateTime?>("select revoked_at from stored_files where id = @file", new { file }));
    }

    [Fact]
    public async Task Revoking_cancels_the_messages_that_were_not_sent_and_settles_the_run()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["waits@example.org", "waits-too@example.org"]);
        await world.ClaimAsync();
        await world.MakeAsync();
        var before = MailText.In(Path.Combine(application.DataDirectory, "mail")).Count;

        var result = await world.SendAsync(new RevokeFile(await FileOf(schedule), "Changed our mind", Actor.System));

        Assert.Equal(new RevokeResult.Done(), result);
        while (await world.SendMessagesAsync())
        {
        }

        Assert.Equal(before, MailText.In(Path.Combine(application.DataDirectory, "mail")).Count);
        var run = await world.QueryAsync<(string State, string Reason)>(
            "select state, reason from runs where schedule_id = @ScheduleId", schedule);
        Assert.Equal("skipped", run[0].State);
        Assert.Contains("2 of 2 messages cancelled: the file was revoked.", run[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_holds_a_message_already_cancels_it_when_its_file_was_revoked()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["held@example.org"]);
        await world.ClaimAsync();
        await world.MakeAsync();
        await world.ExecuteAsync(
            "update messages set state = 'sending', lease_until = clock_timestamp() - interval '1 second' "
            + "where recipient = 'held@example.org'");

        await world.SendAsync(new RevokeFile(await FileOf(schedule), "Changed our mind", Actor.System));
        while (await world.SendMessagesAsync())
        {
        }

        Assert.Equal("cancelled", await world.ScalarAsync<string>("select state from messages where recipient = 'held@example.org'"));
        Assert.Equal("skipped", await world.ScalarAsync<string>("select state from runs where schedule_id = @ScheduleId", schedule));
    }

    [Fact]
    public async Task A_file_is_revoked_once_and_an_unknown_one_not_at_all()
    {
        var (_, schedule, _, _) = await Deliver();
        var file = await FileOf(schedule);

        Assert.Equal(new RevokeResult.Done(), await world.SendAsync(new RevokeFile(file, "First", Actor.System)));
        Assert.Equal(new RevokeResult.Already(), await world.SendAsync(new RevokeFile(file, "Second", Actor.System)));
        Assert.Null(await world.SendAsync(new RevokeFile(999_999, "None", Actor.System)));

        Assert.Equal("First", await world.ScalarAsync<string>("select revoked_reason from stored_files where id = @file", new { file }));
    }

    [Fact]
    public async Task A_resent_link_is_another_one_and_the_old_one_dies()
    {
        var (user, schedule, old, run) = await Deliver();
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var recipient = await application.SignInAsAsync(user.Email!);
        var (identity, hash) = (await MessageOf(schedule, "message_id"), await MessageOf(schedule, "encode(token_hash, 'hex')"));

        var question = (await staff.PageAsync($"/runs/{run}")).QuerySelector("a[href^='/send/resend']")!.GetAttribute("href")!;
        var answer = await staff.SubmitAsync(question, form: ".send-form");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await recipient.PageAsync(old, HttpStatusCode.NotFound);
        Assert.Equal("running", await world.ScalarAsync<string>("select state from runs where id = @run", new { run }));
        await world.DeliverEverythingAsync();
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs where id = @run", new { run }));
        var fresh = LinkTo(user);
        Assert.NotEqual(old, fresh);
        Assert.NotNull((await recipient.PageAsync(fresh)).QuerySelector("a[data-file]"));
        await recipient.PageAsync(old, HttpStatusCode.NotFound);
        Assert.NotEqual(identity, await MessageOf(schedule, "message_id"));
        Assert.NotEqual(hash, await MessageOf(schedule, "encode(token_hash, 'hex')"));
        Assert.Equal(
            1,
            await world.ScalarAsync<int>(
                "select count(*) from audit where action = 'run.link_resent' and subject_id = @run::text", new { run }));
    }

    [Theory]
    [InlineData(
        "update stored_files set deleted_at = now() where id = (select file_id from deliveries where scheduled_list_id = @ScheduledListId)",
        "no file")]
    [InlineData("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId", "not on Email to")]
    [InlineData("update schedules set deleted_at = now() where id = @ScheduleId", "not on Email to")]
    [InlineData(
        "update messages set state = 'sending' where delivery_id = (select id from deliveries where scheduled_list_id = @ScheduledListId)",
        "on its way")]
    public async Task A_link_is_not_resent_where_it_could_not_be_used(string change, string words)
    {
        var (_, schedule, _, run) = await Deliver();
        var message = await world.ScalarAsync<long>(
            "select m.id from messages m join deliveries d on d.id = m.delivery_id where d.run_id = @run", new { run });
        await world.ExecuteAsync(change, schedule);

        var result = await world.SendAsync(new ResendLink(run, message, Actor.System));

        Assert.Contains(words, Assert.IsType<ResendResult.Refused>(result).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_another_run_is_unknown_to_this_one()
    {
        var (_, _, _, run) = await Deliver();
        var (_, _, _, other) = await Deliver();
        var message = await world.ScalarAsync<long>(
            "select m.id from messages m join deliveries d on d.id = m.delivery_id where d.run_id = @other", new { other });

        Assert.Null(await world.SendAsync(new ResendLink(run, message, Actor.System)));
    }

    [Fact]
    public async Task The_schedules_page_and_the_runs_page_say_who_collected_what_and_who_did_not()
    {
        await world.AddCustomersAsync(1);
        var collector = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [collector.Email!, "idle@example.org"]);
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsAsync(collector.Email!);
        using var download = await client.GetAsync(LinkTo(collector) + "?handler=Download", TestContext.Current.CancellationToken);
        await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);

        foreach (var page in new[] { await staff.PageAsync($"/schedules/{schedule.ScheduleId}"), await staff.PageAsync($"/runs/{run}") })
        {
            string Row(string address) => page.QuerySelectorAll("tr")
                .Single(row => row.QuerySelector("th")?.TextContent.Contains(address, StringComparison.Ordinal) is true
                && row.QuerySelector("[data-label=Collected]") is not null)
                .QuerySelector("[data-label=Collected]")!.TextContent;
            Assert.Contains("1 Dec 2026", Row(collector.Email!), StringComparison.Ordinal);
            Assert.Contains("Not collected", Row("idle@example.org"), StringComparison.Ordinal);
            Assert.Contains("1 of 2", page.Body!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_schedules_page_names_those_who_cannot_collect_today_and_why()
    {
        var fine = await application.CreateUserAsync(null, Roles.CollectReport);
        var capitals = await application.CreateUserAsync($"Capital{Guid.NewGuid():N}@example.org", Roles.CollectReport);
        var without = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var left = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.ExecuteAsync("update users set deactivated_at = now() where id = @Id", left);
        var schedule = await world.AddScheduleAsync(
            null, [fine.Email!, capitals.Email!.ToLowerInvariant(), without.Email!, left.Email!, "new@example.org"]);

        var page = await (await application.SignInAsync(Roles.InsightsAndMailings)).PageAsync($"/schedules/{schedule.ScheduleId}");

        var findings = page.QuerySelectorAll(".people li").Where(item => item.QuerySelector(".why") is not null)
            .Select(item => item.TextContent).ToList();
        Assert.Equal(4, findings.Count);
        Assert.Contains(
            findings,
            words => words.Contains(capitals.Email, StringComparison.Ordinal)
                && words.Contains("capitals must match", StringComparison.Ordinal));
        Assert.Contains(
            findings,
            words => words.Contains(without.Email!, StringComparison.Ordinal)
                && words.Contains("without the Collect Report role", StringComparison.Ordinal));
        Assert.Contains(
            findings,
            words => words.Contains(left.Email!, StringComparison.Ordinal) && words.Contains("deactivated", StringComparison.Ordinal));
        Assert.Contains(
            findings,
            words => words.Contains("new@example.org", StringComparison.Ordinal)
                && words.Contains("no User Account", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_run_of_a_report_on_demand_says_who_asked_for_it_and_who_collected_it()
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        await client.SubmitAsync("/partner-companies", form: "form:has(input[name=list])");
        await world.DeliverEverythingAsync();
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        Assert.Contains(
            "Not collected", (await staff.PageAsync($"/runs/{run}")).QuerySelector("[data-label=Collected]")!.TextContent,
            StringComparison.Ordinal);

        var link = (await client.PageAsync("/partner-companies")).QuerySelector("aside a[data-file]")!.GetAttribute("href");
        using var download = await client.GetAsync(link, TestContext.Current.CancellationToken);
        await download.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Contains(
            "1 Dec 2026", (await staff.PageAsync($"/runs/{run}")).QuerySelector("[data-label=Collected]")!.TextContent,
            StringComparison.Ordinal);
    }

    private async Task<(User User, DeliveryWorld.ScheduleIds Schedule, string Link, long Run)> Deliver()
    {
        await world.AddCustomersAsync(1);
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [user.Email!]);
        await world.DeliverEverythingAsync();
        return (user, schedule, LinkTo(user), await world.ScalarAsync<long>(
            "select id from runs where schedule_id = @ScheduleId", schedule));
    }

    /// <summary>The link in the newest mail to this person.</summary>
    private string LinkTo(User user)
    {
        var mail = new DirectoryInfo(Path.Combine(application.DataDirectory, "mail")).GetFiles("*.eml")
            .OrderBy(file => file.LastWriteTimeUtc)
            .Select(file => File.ReadAllText(file.FullName)).Last(text => text.Contains(user.Email!, StringComparison.Ordinal));
        var words = MailText.Plain(mail);
        var from = words.IndexOf("/collect/", StringComparison.Ordinal);
        return words[from..(from + "/collect/".Length + 43)];
    }

    private Task<long> FileOf(DeliveryWorld.ScheduleIds schedule) =>
        world.ScalarAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", schedule);

    private Task<string> MessageOf(DeliveryWorld.ScheduleIds schedule, string column) => world.ScalarAsync<string>(
        $"select {column} from messages where delivery_id = (select id from deliveries where scheduled_list_id = @ScheduledListId)",
        schedule);
}
