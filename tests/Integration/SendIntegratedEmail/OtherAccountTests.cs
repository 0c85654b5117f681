using CustomerListSchedules.Features.ChangeSettings.Dotdigital;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>The venue's Dotdigital account becomes another one: what was numbered in the former means something else there.</summary>
public sealed class OtherAccountTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await world.BeginAsync();
        await UseAsync("sandbox");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Totals_and_leftovers_of_the_former_account_are_not_asked_for_in_the_other()
    {
        await world.AddCustomersAsync(2);
        var sent = await world.RunAsync(await world.AddEmailAsync());
        Assert.Equal("sent", sent.State);
        var calls = (await world.Dotdigital.CallsAsync()).Count;

        await BegunInAsync("the former");
        world.Pass(Duration.FromDays(1));
        await world.SendAsync(new RefreshTotals());
        world.Pass(Duration.FromDays(31));
        await world.SendAsync(new RemoveLeftovers());
        Assert.Equal(calls, (await world.Dotdigital.CallsAsync()).Count);

        await BegunInAsync("sandbox");
        await world.SendAsync(new RefreshTotals());
        await world.SendAsync(new RemoveLeftovers());
        Assert.Equal(["get-summary", "delete-address-book"], (await world.Dotdigital.CallsAsync()).Skip(calls).Select(call => call.Call));
        Assert.Equal(2, await world.ScalarAsync<long>("select total_sent from mailings where id = @Id", sent));
    }

    [Fact]
    public async Task A_mailing_that_was_begun_in_the_former_account_fails_and_Retry_begins_anew_in_the_other()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.ImportSeconds = 3600);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.WorkAsync();
        var begun = await world.MailingAsync(email);
        Assert.Equal("importing", begun.Step);
        var calls = (await world.Dotdigital.CallsAsync()).Count;

        await BegunInAsync("the former");
        await world.WorkToTheEndAsync();

        var failed = await world.MailingAsync(email);
        Assert.Equal(("failed", MailingWords.OtherAccount(sendTried: false)), (failed.State, failed.Reason));
        Assert.Equal(calls, (await world.Dotdigital.CallsAsync()).Count);

        // The other account has none of it.
        await world.Dotdigital.AskAsync<object>("delete from sandbox.dotdigital_contacts where address_book_id = @AddressBookId", begun);
        await world.Dotdigital.AskAsync<object>("delete from sandbox.dotdigital_address_books where id = @AddressBookId", begun);
        await world.Dotdigital.SetAsync(settings => settings.ImportSeconds = 0);
        Assert.True(await world.SendAsync(new RetryRun(failed.RunId, Actor.System)));
        await world.WorkToTheEndAsync();
        var sent = await world.MailingAsync(email);
        Assert.Equal("sent", sent.State);
        Assert.NotEqual(begun.CopiedCampaignId, sent.CopiedCampaignId);
        Assert.NotEqual(begun.AddressBookId, sent.AddressBookId);
        Assert.Equal(2, (await world.ReachedAsync(sent.CopiedCampaignId!.Value)).Count);
        Assert.Empty(await world.ReachedAsync(begun.CopiedCampaignId!.Value));
    }

    [Fact]
    public async Task A_mailing_that_the_former_account_may_have_sent_is_never_sent_in_the_other()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.BreakAsync("send-campaign", "timeout_after", seconds: 4);
        await world.Dotdigital.BreakAsync("get-campaign", "error_500", times: null);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.WorkAsync();
        var tried = await world.MailingAsync(email);
        Assert.Equal("send", tried.Step);

        await BegunInAsync("the former");
        await world.Dotdigital.MendAsync();
        for (var i = 0; i < 2; i++)
        {
            await world.WorkToTheEndAsync();
            var failed = await world.MailingAsync(email);
            Assert.Equal(("failed", MailingWords.OtherAccount(sendTried: true)), (failed.State, failed.Reason));
            await world.SendAsync(new RetryRun(failed.RunId, Actor.System));
        }

        // Back in the account that has it, Retry finds that it was sent.
        await BegunInAsync("sandbox");
        await world.WorkToTheEndAsync();
        Assert.Equal("sent", (await world.MailingAsync(email)).State);
        Assert.Equal(2, (await world.ReachedAsync(tried.CopiedCampaignId!.Value)).Count);
    }

    [Theory]
    [InlineData(44_001L, "sandbox")]
    [InlineData(44_002L, "former")]
    public async Task Another_API_user_of_the_same_account_takes_over_what_mailings_have_there(long formerNumber, string expected)
    {
        await world.AddCustomersAsync(1);
        var sent = await world.RunAsync(await world.AddEmailAsync());
        await BegunInAsync("former");
        await UseAsync("former", formerNumber);
        var version = await world.ScalarAsync<int>("select version from dotdigital_account");

        var test = await world.SendAsync(new SaveDotdigitalAccount(
            new DotdigitalInput { BaseUrl = world.Dotdigital.Url, ApiUser = "sandbox", Password = "sandbox", Version = version },
            Actor.System));

        Assert.IsType<DotdigitalTestResult.Done>(test);
        Assert.Equal(expected, await world.ScalarAsync<string>("select api_user from mailings where id = @Id", sent));
    }

    /// <summary>The account of now, as an administrator has set it; the stand-in lets only "sandbox" in.</summary>
    private async Task UseAsync(string user, long? number = null) => await world.ExecuteAsync(
        """
        insert into dotdigital_account (base_url, api_user, password_protected, account_number) values (@url, @user, @password, @number)
        on conflict (id) do update set base_url = excluded.base_url, api_user = excluded.api_user,
          password_protected = excluded.password_protected, account_number = excluded.account_number
        """,
        new
        {
            url = world.Dotdigital.Url,
            user,
            number,
            password = world.Application.Services.GetRequiredService<DotdigitalAccounts>().Protect("sandbox"),
        });

    /// <summary>Mailings as those that were begun while this was the account's user.</summary>
    private Task BegunInAsync(string user) =>
        world.ExecuteAsync("update mailings set api_user = @user where finished_at is null or state in ('sent', 'failed')", new { user });
}
