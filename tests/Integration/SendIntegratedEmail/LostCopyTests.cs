using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.Infrastructure.Dotdigital;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>What a lost answer to the request to copy may have left behind is deleted only when it is nobody else's.</summary>
public sealed class LostCopyTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_copy_that_was_left_behind_is_deleted_when_it_is_the_only_one()
    {
        await world.AddCustomersAsync(2);
        var before = await CampaignsAsync();
        var email = await LoseTheCopyAsync("reset_after");
        var leftBehind = Assert.Single(await CampaignsAsync(), campaign => !before.Contains(campaign));

        await world.WorkToTheEndAsync();

        var sent = await world.MailingAsync(email);
        Assert.Equal("sent", sent.State);
        Assert.DoesNotContain(leftBehind, await CampaignsAsync());
        Assert.Equal(before.Count + 1, (await CampaignsAsync()).Count);
    }

    [Fact]
    public async Task When_staff_copied_the_template_meanwhile_no_copy_is_deleted_and_the_history_says_so()
    {
        await world.AddCustomersAsync(2);
        var email = await LoseTheCopyAsync("reset_after");
        var theirs = await CopyAsStaffAsync();

        await world.WorkToTheEndAsync();

        var sent = await world.MailingAsync(email);
        Assert.Equal("sent", sent.State);
        Assert.Contains(theirs, await CampaignsAsync());
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from mailing_steps where mailing_id = @Id and words like '%none is deleted%'", sent));
    }

    [Fact]
    public async Task A_copy_that_staff_picked_as_a_template_is_not_deleted()
    {
        await world.AddCustomersAsync(2);
        var email = await LoseTheCopyAsync("reset_before");
        var picked = await CopyAsStaffAsync();
        await world.AddEmailAsync(campaign: picked);

        await world.WorkToTheEndAsync();

        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Contains(picked, await CampaignsAsync());
    }

    [Fact]
    public async Task A_copy_that_appears_later_than_minutes_after_the_lost_answer_is_not_deleted()
    {
        await world.AddCustomersAsync(2);
        var email = await LoseTheCopyAsync("reset_before");
        world.Pass(Duration.FromMinutes(11));
        var theirs = await CopyAsStaffAsync();

        await world.WorkToTheEndAsync();

        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Contains(theirs, await CampaignsAsync());
    }

    [Fact]
    public async Task A_copy_that_staff_made_between_a_failure_and_its_retry_is_not_deleted()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("copy-campaign", "error_500", times: null);
        var email = await world.AddEmailAsync();
        var failed = await world.RunAsync(email);
        Assert.Equal(("failed", "copy"), (failed.State, failed.Step));
        await world.Dotdigital.MendAsync();
        var theirs = await CopyAsStaffAsync();

        await world.SendAsync(new RetryRun(failed.RunId, Actor.System));
        await world.WorkToTheEndAsync();

        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Contains(theirs, await CampaignsAsync());
    }

    [Fact]
    public async Task A_request_to_copy_that_was_certainly_refused_lets_nothing_be_deleted()
    {
        await world.AddCustomersAsync(2);
        var email = await LoseTheCopyAsync("too_many");
        var theirs = await CopyAsStaffAsync();
        await world.ExecuteAsync("truncate dotdigital_pauses");

        await world.WorkToTheEndAsync();

        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Contains(theirs, await CampaignsAsync());
    }

    [Fact]
    public async Task A_template_that_was_sent_after_the_answer_was_lost_is_not_copied_again()
    {
        await world.AddCustomersAsync(2);
        var template = await world.Dotdigital.AskAsync<long>(
            "insert into sandbox.dotdigital_campaigns (name, subject) values ('Soon sent', 'Soon sent') returning id");
        var email = await LoseTheCopyAsync("reset_before", template);
        await world.Dotdigital.AskAsync<object>(
            "update sandbox.dotdigital_campaigns set sent_before = true where id = @template", new { template });

        await world.WorkToTheEndAsync();

        var failed = await world.MailingAsync(email);
        Assert.Equal("failed", failed.State);
        Assert.Contains("not among the Unsent campaigns", failed.Reason, StringComparison.Ordinal);
    }

    // The mailing's first attempt to copy meets a fault, and it waits for the next.
    private async Task<MailingWorld.EmailIds> LoseTheCopyAsync(string kind, long template = DotdigitalStub.ThankYou)
    {
        await world.Dotdigital.BreakAsync("copy-campaign", kind, seconds: 300);
        var email = await world.AddEmailAsync(campaign: template);
        await world.ClaimAsync();
        await world.SendAsync(new SendMailings());
        var mailing = await world.MailingAsync(email);
        Assert.Equal(("waiting", "copy"), (mailing.State, mailing.Step));
        return email;
    }

    private Task<long> CopyAsStaffAsync() => world.Dotdigital.AskAsync<long>(
        "insert into sandbox.dotdigital_campaigns (name, subject) select 'Copy of ' || name, subject "
        + "from sandbox.dotdigital_campaigns where id = 5001 returning id");

    private async Task<IReadOnlyList<long>> CampaignsAsync() => [
        .. (await world.Dotdigital.CampaignsAsync()).Select(campaign => campaign.Id)
    ];
}
