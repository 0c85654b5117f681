using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>
/// What goes wrong on the way to Dotdigital. In the end everybody is in exactly one send, or the mailing has failed and says why.
/// </summary>
public sealed class MailingFaultTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    private static readonly string[] RemoteCalls =
        ["list-campaigns", "copy-campaign", "create-address-book", "import-contacts", "get-import", "send-campaign", "get-send"];

    private static readonly string[] Passing = [
        "too_many", "hourly", "error_500", "timeout_before", "timeout_after", "reset_before", "reset_after"
    ];

    private static readonly Actor Somebody = new(null, "somebody@example.org", null);

    public static TheoryData<string, string> Faults => [.. RemoteCalls.SelectMany(call => Passing.Select(kind => (call, kind)))];

    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_one_call_meets_everybody_is_in_exactly_one_send(string call, string kind)
    {
        await world.AddCustomersAsync(4);
        var campaignsBefore = (await world.Dotdigital.CampaignsAsync()).Count;
        await world.Dotdigital.BreakAsync(call, kind, times: 1, seconds: kind.StartsWith("timeout", StringComparison.Ordinal) ? 1.6 : 1);

        var email = await world.AddEmailAsync();
        var mailing = await world.RunAsync(email);
        if (call == "send-campaign" && kind is "timeout_before" or "reset_before" or "error_500")
        {
            // Nobody can tell that Dotdigital did not act: a person must say so.
            Assert.Equal("held", mailing.State);
            Assert.Empty(await world.AllReachedAsync());
            await world.SendAsync(new AnswerMailing(mailing.Id, Send: true, Somebody));
            await world.WorkToTheEndAsync();
            mailing = await world.MailingAsync(email);
        }

        Assert.Equal(("sent", "delivered"), (mailing.State, mailing.RunState));
        Assert.Equal(4, (await world.AllReachedAsync()).Distinct().Count());
        Assert.Equal(4, (await world.AllReachedAsync()).Count);
        Assert.Equal(campaignsBefore + 1, (await world.Dotdigital.CampaignsAsync()).Count);
        Assert.Equal(1, await world.Dotdigital.AskAsync<long>(
            "select count(distinct address_book_id) from sandbox.dotdigital_contacts where email like '%' || @Domain",
            new { world.Domain }));
        world.LogNamesNobody();
    }

    [Fact]
    public async Task When_Dotdigital_stays_away_the_mailing_fails_says_why_and_can_be_retried_where_it_stopped()
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.BreakAsync("import-contacts", "error_500", times: null);
        var email = await world.AddEmailAsync();

        var failed = await world.RunAsync(email);
        Assert.Equal(("failed", "failed", "import"), (failed.State, failed.RunState, failed.Step));
        Assert.NotEmpty(failed.Reason!);
        Assert.Empty(await world.AllReachedAsync());

        await world.Dotdigital.MendAsync();
        Assert.True(await world.SendAsync(new RetryRun(failed.RunId, Somebody)));
        await world.WorkToTheEndAsync();
        var sent = await world.MailingAsync(email);
        Assert.Equal(("sent", "delivered", failed.CopiedCampaignId), (sent.State, sent.RunState, sent.CopiedCampaignId));
        Assert.Equal(3, (await world.AllReachedAsync()).Count);
    }

    [Fact]
    public async Task A_mailing_retried_after_all_of_it_was_cleared_away_begins_anew_with_the_people_of_then()
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.BreakAsync("import-contacts", "import_rejected");
        var email = await world.AddEmailAsync();
        var failed = await world.RunAsync(email);
        world.Pass(Duration.FromDays(4));
        await world.SendAsync(new RemoveLeftovers());
        await world.SendAsync(new RemoveLeftovers());
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where mailing_id = @Id", failed));
        Assert.Equal(
            0,
            await world.Dotdigital.AskAsync<long>(
                "select count(*) from sandbox.dotdigital_address_books where id = @AddressBookId", failed));

        await world.ExecuteAsync("delete from crm.customers where email like 'a1@%'");
        Assert.True(await world.SendAsync(new RetryRun(failed.RunId, Somebody)));
        await world.WorkToTheEndAsync();
        var sent = await world.MailingAsync(email);
        Assert.Equal(("sent", 2), (sent.State, sent.Recipients));
        Assert.Equal([$"a2@{world.Domain}", $"a3@{world.Domain}"], await world.AllReachedAsync());
    }

    [Fact]
    public async Task An_account_that_moved_to_another_region_is_found_there()
    {
        await world.AddCustomersAsync(1);
        await world.Dotdigital.SetAsync(settings => settings.Region = "r2");
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal("sent", mailing.State);
        Assert.Single(await world.AllReachedAsync());
    }

    [Fact]
    public async Task A_wrong_password_fails_at_once_and_says_so_and_retry_goes_on_once_it_is_right()
    {
        await world.AddCustomersAsync(1);
        await world.Dotdigital.SetAsync(settings => settings.Password = "changed meanwhile");
        var email = await world.AddEmailAsync();
        var failed = await world.RunAsync(email);
        Assert.Equal(("failed", 1), (failed.State, failed.Attempt));
        Assert.Contains("password", failed.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("changed meanwhile", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(await world.AllReachedAsync());

        await world.Dotdigital.SetAsync(settings => settings.Password = "sandbox");
        await world.SendAsync(new RetryRun(failed.RunId, Somebody));
        await world.WorkToTheEndAsync();
        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Single(await world.AllReachedAsync());
    }

    [Fact]
    public async Task A_template_that_was_deleted_fails_and_retry_sends_the_one_that_was_picked_in_its_place()
    {
        await world.AddCustomersAsync(2);
        var gone = await world.Dotdigital.AskAsync<long>(
            "insert into sandbox.dotdigital_campaigns (name, subject) values ('Gone', 'Gone') returning id");
        var email = await world.AddEmailAsync(campaign: gone);
        await world.Dotdigital.AskAsync<object>("delete from sandbox.dotdigital_campaigns where id = @gone", new { gone });

        var failed = await world.RunAsync(email);
        Assert.Equal("failed", failed.State);
        Assert.Contains("not among the Unsent campaigns", failed.Reason, StringComparison.Ordinal);

        await world.ExecuteAsync("update integrated_emails set campaign_id = 5001 where id = @EmailId", email);
        await world.SendAsync(new RetryRun(failed.RunId, Somebody));
        await world.WorkToTheEndAsync();
        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Equal(2, (await world.AllReachedAsync()).Count);
    }

    [Fact]
    public async Task A_rejected_import_fails_and_nobody_is_mailed()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("import-contacts", "import_rejected");
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal("failed", mailing.State);
        Assert.Contains("rejected the import", mailing.Reason, StringComparison.Ordinal);
        Assert.Empty(await world.AllReachedAsync());
    }

    [Fact]
    public async Task A_send_that_is_not_permitted_fails_and_nobody_is_mailed()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("send-campaign", "send_not_permitted");
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal("failed", mailing.State);
        Assert.Empty(await world.AllReachedAsync());
    }

    [Fact]
    public async Task A_send_whose_outcome_stays_unknown_is_held_after_a_quarter_of_an_hour_of_asking_and_sent_once_by_a_persons_word()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("send-campaign", "reset_before");
        var email = await world.AddEmailAsync();
        var started = world.Application.Clock.GetCurrentInstant();

        var held = await world.RunAsync(email);
        Assert.Equal("held", held.State);
        Assert.InRange((world.Application.Clock.GetCurrentInstant() - started).TotalMinutes, 15, 20);
        Assert.Empty(await world.AllReachedAsync());

        Assert.Equal(new MailingAnswer.Done(), await world.SendAsync(new AnswerMailing(held.Id, Send: true, Somebody)));
        await world.WorkToTheEndAsync();
        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Equal(2, (await world.AllReachedAsync()).Count);
    }

    [Fact]
    public async Task A_send_that_Dotdigital_had_queued_all_along_is_not_sent_again_by_a_persons_word()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.QueueSeconds = 3600);
        await world.Dotdigital.BreakAsync("send-campaign", "reset_after");
        var email = await world.AddEmailAsync();
        var held = await world.RunAsync(email);
        Assert.Equal("held", held.State);

        await world.SendAsync(new AnswerMailing(held.Id, Send: true, Somebody));
        await world.WorkAsync();
        await world.Dotdigital.AskAsync<object>(
            "update sandbox.dotdigital_sends set begins_at = now(), ends_at = now() where campaign_id = @CopiedCampaignId", held);
        await world.WorkToTheEndAsync();

        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Equal(2, (await world.AllReachedAsync()).Count);
    }

    [Fact]
    public async Task A_mailing_that_cannot_be_sent_in_time_fails_and_is_not_sent_late()
    {
        await world.AddCustomersAsync(1);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        world.Pass(Duration.FromHours(13));
        await world.WorkToTheEndAsync();

        var mailing = await world.MailingAsync(email);
        Assert.Equal(("failed", "failed"), (mailing.State, mailing.RunState));
        Assert.Contains("not sent late", mailing.Reason, StringComparison.Ordinal);
        Assert.Null(mailing.CopiedCampaignId);
    }

    [Fact]
    public async Task Keys_that_are_lost_fail_the_mailing_by_name()
    {
        await world.AddCustomersAsync(1);
        await world.Dotdigital.BreakAsync("create-address-book", "error_500", times: null);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.WorkAsync();
        await world.Dotdigital.MendAsync();
        await world.ExecuteAsync(
            "update mailing_pages set contacts = '\\x0102' where mailing_id in (select id from mailings "
            + "where integrated_email_id = @EmailId)",
            email);
        await world.WorkToTheEndAsync();

        var mailing = await world.MailingAsync(email);
        Assert.Equal("failed", mailing.State);
        Assert.Contains("keys", mailing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_and_the_administrators_are_told_of_a_failed_mailing()
    {
        await world.AddCustomersAsync(1);
        var owner = await world.Application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await world.Dotdigital.BreakAsync("send-campaign", "send_not_permitted");
        var mailing = await world.RunAsync(await world.AddEmailAsync(owner: owner.Id));
        world.Pass(Duration.FromMinutes(3));
        await world.SendAsync(new GatherNotices());

        var (subject, items) = Assert.Single(await world.QueryAsync<(string, string)>(
            "select subject, items::text from notices where recipient = @Email", owner));
        Assert.Equal("An integrated email needs your attention", subject);
        Assert.Contains($"/runs/{mailing.RunId}", items, StringComparison.Ordinal);
    }
}
