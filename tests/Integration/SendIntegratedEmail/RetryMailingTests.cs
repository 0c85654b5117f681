using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>Retry mends what a mailing failed of: what is gone in Dotdigital, or was rejected there, is made again.</summary>
public sealed class RetryMailingTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_rejected_import_is_made_again()
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.BreakAsync("import-contacts", "import_rejected");
        var email = await world.AddEmailAsync();
        var failed = await world.RunAsync(email);
        Assert.Equal("failed", failed.State);

        var sent = await RetryAsync(email);
        Assert.Equal(("sent", 3, failed.CopiedCampaignId), (sent.State, sent.Imported, sent.CopiedCampaignId));
        Assert.Equal(3, (await world.ReachedAsync(sent.CopiedCampaignId!.Value)).Count);
    }

    [Fact]
    public async Task An_import_that_is_refused_since_its_address_book_is_gone_is_made_into_another()
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.BreakAsync("import-contacts", "send_not_permitted");
        var email = await world.AddEmailAsync();
        var failed = await world.RunAsync(email);
        Assert.Equal(("failed", "import"), (failed.State, failed.Step));
        await world.Dotdigital.AskAsync<object>("delete from sandbox.dotdigital_address_books where id = @AddressBookId", failed);

        var sent = await RetryAsync(email);
        Assert.Equal("sent", sent.State);
        Assert.Equal(3, (await world.ReachedAsync(sent.CopiedCampaignId!.Value)).Count);
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("address_book")]
    public async Task What_somebody_deleted_in_Dotdigital_before_the_send_fails_the_mailing_and_is_made_again_by_a_retry(string gone)
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.SetAsync(settings => settings.ImportSeconds = 3600);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.WorkAsync();
        var importing = await world.MailingAsync(email);
        Assert.Equal("importing", importing.Step);
        await world.Dotdigital.AskAsync<object>(
            gone == "copy"
                ? "delete from sandbox.dotdigital_campaigns where id = @CopiedCampaignId"
                : "delete from sandbox.dotdigital_address_books where id = @AddressBookId",
            importing);
        await world.Dotdigital.SetAsync(settings => settings.ImportSeconds = 0);
        await world.Dotdigital.AskAsync<object>(
            "update sandbox.dotdigital_imports set ready_at = now(); update sandbox.dotdigital_contacts set ready_at = now()");
        await world.WorkToTheEndAsync();

        var failed = await world.MailingAsync(email);
        Assert.Equal("failed", failed.State);
        Assert.Contains("was deleted in Dotdigital before it was sent", failed.Reason, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", failed.Reason, StringComparison.Ordinal);

        var sent = await RetryAsync(email);
        Assert.Equal(("sent", 3), (sent.State, sent.Imported));
        Assert.Equal(
            [$"a1@{world.Domain}", $"a2@{world.Domain}", $"a3@{world.Domain}"], await world.ReachedAsync(sent.CopiedCampaignId!.Value));
    }

    [Fact]
    public async Task Retry_on_a_mailings_page_tries_that_one_alone_again()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("create-address-book", "error_500", times: null);
        var email = await world.AddEmailAsync();
        await world.ExecuteAsync(
            """
            insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
              output_columns)
            select schedule_id, 2, name || ' too', mailing_category_id, customer_list_id, campaign_id, campaign_name, output_columns
              from integrated_emails where id = @EmailId
            """,
            email);
        var failed = await world.RunAsync(email);
        Assert.Equal(["failed", "failed"], await StatesAsync(failed.RunId));
        await world.Dotdigital.MendAsync();

        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        using var answer = await staff.SubmitAsync($"/send/retry-mailing/{failed.Id}", form: ".send-form");
        await world.WorkToTheEndAsync();

        Assert.Equal(["sent", "failed"], await StatesAsync(failed.RunId));
        Assert.Equal("partly_delivered", (await world.MailingAsync(email)).RunState);
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action = 'mailing.retried' and subject_id = @id", new { id = $"{failed.Id}" }));
    }

    [Fact]
    public async Task A_mailing_that_did_not_fail_is_not_retried()
    {
        await world.AddCustomersAsync(1);
        var sent = await world.RunAsync(await world.AddEmailAsync());
        Assert.False(await world.SendAsync(new RetryMailing(sent.Id, Actor.System)));
        Assert.Null(await world.SendAsync(new RetryMailing(long.MaxValue, Actor.System)));
    }

    [Fact]
    public async Task An_address_book_that_could_not_be_deleted_keeps_nobody_who_left_the_list_in_a_mailing_that_begins_anew()
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.BreakAsync("send-campaign", "send_not_permitted");
        var email = await world.AddEmailAsync();
        var failed = await world.RunAsync(email);
        Assert.Equal("failed", failed.State);
        await world.Dotdigital.BreakAsync("delete-address-book", "error_500", times: null);
        world.Pass(Duration.FromDays(4));
        await world.SendAsync(new RemoveLeftovers());
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where mailing_id = @Id", failed));
        await world.ExecuteAsync("delete from crm.customers where email like 'a1@%'");
        await world.Dotdigital.MendAsync();

        var sent = await RetryAsync(email);
        Assert.Equal(("sent", 2), (sent.State, sent.Recipients));
        Assert.Equal([$"a2@{world.Domain}", $"a3@{world.Domain}"], await world.ReachedAsync(sent.CopiedCampaignId!.Value));
    }

    [Fact]
    public async Task One_that_turns_out_to_have_been_sent_days_after_it_failed_is_still_recorded_for_everybody()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.QueueSeconds = 3600);
        await world.Dotdigital.BreakAsync("send-campaign", "reset_after");
        var email = await world.AddEmailAsync();
        var held = await world.RunAsync(email);
        await world.Dotdigital.SetAsync(settings => settings.Password = "changed meanwhile");
        await world.SendAsync(new AnswerMailing(held.Id, Send: false, Actor.System));
        await world.WorkToTheEndAsync();
        var failed = await world.MailingAsync(email);
        Assert.Equal(("failed", "withdraw"), (failed.State, failed.Step));
        Assert.Contains("could not be asked", failed.Reason, StringComparison.Ordinal);

        world.Pass(Duration.FromDays(4));
        await world.SendAsync(new RemoveLeftovers());
        Assert.Equal(0, await world.ScalarAsync<long>("select count(contacts) from mailing_pages where mailing_id = @Id", failed));
        await world.Dotdigital.SetAsync(settings => settings.Password = "sandbox");
        await world.Dotdigital.AskAsync<object>(
            "update sandbox.dotdigital_sends set begins_at = now(), ends_at = now() where campaign_id = @CopiedCampaignId", failed);

        var sent = await RetryAsync(email);
        Assert.Equal("sent", sent.State);
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from crm.mailings_received where mailing_id = @Id", sent));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where mailing_id = @Id", sent));
    }

    private async Task<MailingWorld.MailingRow> RetryAsync(MailingWorld.EmailIds email)
    {
        Assert.True(await world.SendAsync(new RetryMailing((await world.MailingAsync(email)).Id, Actor.System)));
        await world.WorkToTheEndAsync();
        return await world.MailingAsync(email);
    }

    private Task<IReadOnlyList<string>> StatesAsync(long runId) =>
        world.QueryAsync<string>("select state from mailings where run_id = @runId order by position", new { runId });
}
