using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>
/// A mailing that is held since nobody knows whether Dotdigital has sent it: it is asked until it is known, and before it ends.
/// </summary>
public sealed class UnknownSendTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task One_that_Dotdigital_sends_while_it_is_held_is_recorded_as_sent_without_anybodys_word()
    {
        var (email, held) = await HeldAsync("reset_after");
        var calls = (await world.Dotdigital.CallsAsync()).Count;
        await world.SendAsync(new AskAboutHeldMailings());
        await world.SendAsync(new AskAboutHeldMailings());
        Assert.Equal("held", (await world.MailingAsync(email)).State);
        Assert.Equal(calls + 1, (await world.Dotdigital.CallsAsync()).Count);

        await DotdigitalSendsAsync(held);
        world.Pass(Duration.FromMinutes(1));
        await world.SendAsync(new AskAboutHeldMailings());
        await world.WorkToTheEndAsync();

        await IsSentAsync(email);
    }

    [Fact]
    public async Task One_that_is_cancelled_after_Dotdigital_has_sent_it_is_recorded_as_sent()
    {
        var (email, held) = await HeldAsync("reset_after");
        await DotdigitalSendsAsync(held);

        Assert.Equal(new MailingAnswer.Asking(), await world.SendAsync(new AnswerMailing(held.Id, Send: false, Actor.System)));
        await world.WorkToTheEndAsync();

        await IsSentAsync(email);
    }

    [Fact]
    public async Task One_that_is_cancelled_and_still_Unsent_reaches_nobody_and_its_copy_is_deleted_first()
    {
        var (email, held) = await HeldAsync("reset_before");
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        var page = await staff.PageAsync($"/mailings/{held.Id}");
        Assert.Contains("Dotdigital is asked once more", page.QuerySelector("#cancel")!.TextContent, StringComparison.Ordinal);
        await staff.SubmitAsync(page, $"/mailings/{held.Id}", form: "#cancel form");
        await world.WorkToTheEndAsync();

        var cancelled = await world.MailingAsync(email);
        Assert.Equal(("cancelled", "skipped"), (cancelled.State, cancelled.RunState));
        Assert.StartsWith("Cancelled by ", cancelled.Reason, StringComparison.Ordinal);
        await IsTakenBackAsync(held);
    }

    [Fact]
    public async Task One_that_is_cancelled_while_Dotdigital_is_away_ends_once_it_could_be_asked()
    {
        var (email, held) = await HeldAsync("reset_before");
        await world.Dotdigital.BreakAsync("get-campaign", "error_500", times: null);
        await world.SendAsync(new AnswerMailing(held.Id, Send: false, Actor.System));
        await world.WorkAsync();
        Assert.Equal(("waiting", "withdraw"), ((await world.MailingAsync(email)).State, (await world.MailingAsync(email)).Step));
        Assert.Equal(new MailingAnswer.TooLate(), await world.SendAsync(new AnswerMailing(held.Id, Send: true, Actor.System)));

        await world.Dotdigital.MendAsync();
        await world.WorkToTheEndAsync();

        Assert.Equal("cancelled", (await world.MailingAsync(email)).State);
        await IsTakenBackAsync(held);
    }

    [Fact]
    public async Task One_whose_copy_somebody_deleted_in_Dotdigital_can_be_cancelled_and_says_where_to_look()
    {
        var (email, held) = await HeldAsync("reset_before");
        await world.Dotdigital.AskAsync<object>("delete from sandbox.dotdigital_campaigns where id = @CopiedCampaignId", held);
        await world.SendAsync(new AnswerMailing(held.Id, Send: false, Actor.System));
        await world.WorkToTheEndAsync();

        var cancelled = await world.MailingAsync(email);
        Assert.Equal("cancelled", cancelled.State);
        Assert.Contains("look there whether it was sent", cancelled.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_a_former_account_is_not_asked_about_and_can_be_cancelled()
    {
        var (email, held) = await HeldAsync("reset_before");
        await world.ExecuteAsync("update mailings set api_user = 'former' where id = @Id", held);
        var calls = (await world.Dotdigital.CallsAsync()).Count;
        await world.SendAsync(new AskAboutHeldMailings());
        await world.SendAsync(new AnswerMailing(held.Id, Send: false, Actor.System));
        await world.WorkToTheEndAsync();
        await world.SendAsync(new RemoveLeftovers());

        var cancelled = await world.MailingAsync(email);
        Assert.Equal("cancelled", cancelled.State);
        Assert.Contains("Look in the former account", cancelled.Reason, StringComparison.Ordinal);
        Assert.Equal(calls, (await world.Dotdigital.CallsAsync()).Count);
    }

    [Fact]
    public async Task One_that_lapses_after_Dotdigital_has_sent_it_is_recorded_as_sent()
    {
        var (email, held) = await HeldAsync("reset_after");
        await DotdigitalSendsAsync(held);
        world.Pass(Duration.FromHours(13));
        await world.SendAsync(new LapseHeldMailings());
        await world.WorkToTheEndAsync();

        await IsSentAsync(email);
    }

    [Fact]
    public async Task One_that_lapses_and_is_still_Unsent_reaches_nobody_and_its_copy_is_deleted_first()
    {
        var owner = await world.Application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (email, held) = await HeldAsync("reset_before", owner.Id);
        world.Pass(Duration.FromHours(13));
        await world.SendAsync(new LapseHeldMailings());
        Assert.Equal(
            "A held integrated email has lapsed",
            await world.ScalarAsync<string>("select subject from notices where recipient = @Email order by id desc limit 1", owner));
        await world.WorkToTheEndAsync();

        var lapsed = await world.MailingAsync(email);
        Assert.Equal(("skipped", "skipped"), (lapsed.State, lapsed.RunState));
        Assert.Contains("lapsed", lapsed.Reason, StringComparison.Ordinal);
        await IsTakenBackAsync(held);
    }

    [Fact]
    public async Task One_whose_schedule_is_deleted_after_somebody_said_Send_is_taken_back_and_not_asked_about_for_ever()
    {
        var (email, held) = await HeldAsync("reset_before");
        await world.Dotdigital.BreakAsync("get-campaign", "error_500", times: null);
        Assert.Equal(new MailingAnswer.Done(), await world.SendAsync(new AnswerMailing(held.Id, Send: true, Actor.System)));
        await world.WorkAsync();
        await world.ExecuteAsync("update schedules set deleted_at = now() where id = @ScheduleId", email);
        await world.Dotdigital.MendAsync();
        await world.WorkToTheEndAsync(most: 20);

        var cancelled = await world.MailingAsync(email);
        Assert.Equal(("cancelled", "skipped"), (cancelled.State, cancelled.RunState));
        Assert.Contains("was deleted before this was sent", cancelled.Reason, StringComparison.Ordinal);
        await IsTakenBackAsync(held);
    }

    [Fact]
    public async Task One_whose_schedule_is_deleted_while_it_is_held_is_taken_back()
    {
        var (email, held) = await HeldAsync("reset_before");
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        await staff.SubmitAsync($"/schedules/{email.ScheduleId}", form: $"#delete-{email.ScheduleId} form");
        await world.WorkToTheEndAsync(most: 20);

        Assert.Equal("cancelled", (await world.MailingAsync(email)).State);
        await IsTakenBackAsync(held);
    }

    [Fact]
    public async Task One_that_is_held_and_whose_email_is_deleted_offers_Cancel_and_no_Send()
    {
        var (email, held) = await HeldAsync("reset_before");
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        Assert.NotNull((await staff.PageAsync($"/mailings/{held.Id}")).QuerySelector("a[href^='/send/mailing/']"));
        await world.ExecuteAsync("update integrated_emails set deleted_at = now() where id = @EmailId", email);

        var page = await staff.PageAsync($"/mailings/{held.Id}");
        Assert.Null(page.QuerySelector("a[href^='/send/mailing/']"));
        Assert.NotNull(page.QuerySelector("#cancel form"));
    }

    // Dotdigital got the request or did not, its answer was lost, and a quarter of an hour of asking was in vain.
    private async Task<(MailingWorld.EmailIds Email, MailingWorld.MailingRow Held)> HeldAsync(string kind, Guid? owner = null)
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.QueueSeconds = 3600);
        await world.Dotdigital.BreakAsync("send-campaign", kind);
        var email = await world.AddEmailAsync(owner: owner);
        var held = await world.RunAsync(email);
        Assert.Equal("held", held.State);
        return (email, held);
    }

    private Task DotdigitalSendsAsync(MailingWorld.MailingRow mailing) =>
        world.Dotdigital.AskAsync<object>(
            "update sandbox.dotdigital_sends set begins_at = now(), ends_at = now() where campaign_id = @CopiedCampaignId", mailing);

    private async Task IsSentAsync(MailingWorld.EmailIds email)
    {
        var sent = await world.MailingAsync(email);
        Assert.Equal(("sent", "delivered"), (sent.State, sent.RunState));
        Assert.Equal(2, (await world.ReachedAsync(sent.CopiedCampaignId!.Value)).Count);
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from crm.mailings_received where mailing_id = @Id", sent));
    }

    private async Task IsTakenBackAsync(MailingWorld.MailingRow mailing)
    {
        Assert.Empty(await world.ReachedAsync(mailing.CopiedCampaignId!.Value));
        Assert.DoesNotContain(mailing.CopiedCampaignId!.Value, (await world.Dotdigital.CampaignsAsync()).Select(campaign => campaign.Id));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from crm.mailings_received where mailing_id = @Id", mailing));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where mailing_id = @Id", mailing));
    }
}
