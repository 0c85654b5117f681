using System.Text.Json;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.SendIntegratedEmail;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>A mailing from the run to the totals, against Dotdigital's stand-in over real HTTP.</summary>
public sealed class SendMailingsTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_due_schedule_sends_a_copy_of_its_template_to_everyone_on_its_list_once()
    {
        await world.AddCustomersAsync(3);
        var email = await world.AddEmailAsync();

        var mailing = await world.RunAsync(email);

        Assert.Equal(("sent", "delivered"), (mailing.State, mailing.RunState));
        Assert.Equal(3, mailing.Recipients);
        var send = Assert.Single(await world.Dotdigital.SendsAsync(), send => send.CampaignId == mailing.CopiedCampaignId);
        var arrivals = await world.Dotdigital.ArrivalsAsync(send.Id);
        Assert.Equal([$"a1@{world.Domain}", $"a2@{world.Domain}", $"a3@{world.Domain}"], arrivals.Select(arrival => arrival.Email));
        using var fields = JsonDocument.Parse(arrivals[0].DataFields);
        Assert.Equal("Ann 1", fields.RootElement.EnumerateObject().Single(field => field.Name == "FIRSTNAME").Value.GetString());
        Assert.Contains("Ann 1 Archer", arrivals[0].DataFields, StringComparison.Ordinal);
        Assert.Contains("POSTCODE", arrivals[0].DataFields, StringComparison.Ordinal);
        Assert.Equal("Unsent", (await world.Dotdigital.CampaignsAsync()).Single(campaign => campaign.Id == 5001).Status);
        Assert.Equal(
            [
                ("Category of " + email.Name, email.Name), ("Category of " + email.Name, email.Name),
                ("Category of " + email.Name, email.Name)
            ],
            await world.QueryAsync<(string, string)>("select category, name from crm.mailings_received where mailing_id = @Id", mailing));
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where mailing_id = @Id", mailing));
    }

    [Fact]
    public async Task Each_address_is_mailed_once_whatever_its_capitals_and_for_the_customer_with_the_lowest_id()
    {
        await world.ExecuteAsync(
            """
            insert into crm.customers (id, external_reference, first_name, email, created_at) values
              (12, 'C12', 'Second', 'SAME@example.org', now()), (11, 'C11', 'First', 'same@Example.org', now()),
                (13, 'C13', 'Blank', '  ', now()),
              (14, 'C14', 'None', null, now()), (15, 'C15', 'Own', ' own@example.org ', now())
            """);
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal(2, mailing.Recipients);
        Assert.Equal(["own@example.org", "same@example.org"], (await world.ReachedAsync(mailing.CopiedCampaignId!.Value)).Order());
        Assert.Equal(
            [11L, 15L],
            (await world.QueryAsync<long>("select customer_id from crm.mailings_received where mailing_id = @Id", mailing)).Order());
        var words = await world.ScalarAsync<string>("select words from mailing_steps where mailing_id = @Id order by id limit 1", mailing);
        Assert.Equal(
            "The list held 5 customers, of whom 2 have no e-mail address and 1 shares an address with another: 2 people to be mailed.",
            words);
    }

    [Fact]
    public async Task Nobody_on_the_list_means_nothing_is_asked_of_Dotdigital()
    {
        var before = (await world.Dotdigital.CallsAsync()).Count;
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal(("skipped", "skipped"), (mailing.State, mailing.RunState));
        Assert.Contains("No customers matched", mailing.Reason, StringComparison.Ordinal);
        Assert.Equal(before, (await world.Dotdigital.CallsAsync()).Count);
    }

    [Fact]
    public async Task People_whom_Dotdigital_suppresses_are_counted_and_not_mailed()
    {
        await world.AddCustomersAsync(200);
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 2);
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal("sent", mailing.State);
        Assert.InRange(mailing.Suppressed!.Value, 50, 150);
        Assert.Equal(200, mailing.Imported + mailing.Suppressed);
        Assert.Equal(mailing.Imported, (await world.ReachedAsync(mailing.CopiedCampaignId!.Value)).Count);
    }

    [Fact]
    public async Task A_list_of_people_who_are_all_suppressed_is_not_sent()
    {
        await world.AddCustomersAsync(5);
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 1);
        var mailing = await world.RunAsync(await world.AddEmailAsync());

        Assert.Equal("skipped", mailing.State);
        Assert.Contains("took none of the people", mailing.Reason, StringComparison.Ordinal);
        Assert.Empty(await world.ReachedAsync(mailing.CopiedCampaignId!.Value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_mailing_that_nobody_can_get_is_ended_by_whoever_resumes_it_when_its_worker_is_lost_before_it_could(int suppressed)
    {
        await world.AddCustomersAsync(suppressed);
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 1);
        await world.ExecuteAsync(
            """
            create table lost_once (id int); insert into lost_once values (1);
            create function lose_worker() returns trigger language plpgsql as $$
            begin
              if new.state = 'skipped' and exists (select from lost_once) then
                raise exception using errcode = 'connection_failure';
              end if;
              return new;
            end $$;
            create trigger lose_worker before update on mailings for each row execute function lose_worker()
            """);
        try
        {
            var email = await world.AddEmailAsync();
            await world.ClaimAsync();
            await world.WorkAsync();
            Assert.Equal("waiting", (await world.MailingAsync(email)).State);
            await world.ExecuteAsync("delete from lost_once");
            await world.WorkToTheEndAsync();

            var mailing = await world.MailingAsync(email);
            Assert.Equal("skipped", mailing.State);
            Assert.DoesNotContain(await world.Dotdigital.SendsAsync(), send => send.CampaignId == mailing.CopiedCampaignId);
            Assert.Equal(suppressed == 0, mailing.CopiedCampaignId is null);
        }
        finally
        {
            await world.ExecuteAsync("drop trigger lose_worker on mailings; drop function lose_worker; drop table lost_once");
        }
    }

    [Fact]
    public async Task Waiting_for_Dotdigital_takes_up_no_worker_and_ends_when_it_has_sent()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.ImportSeconds = settings.QueueSeconds = settings.SendingSeconds = 0.4);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        Assert.True(await world.WorkAsync());
        Assert.Equal(("waiting", "importing"), ((await world.MailingAsync(email)).State, (await world.MailingAsync(email)).Step));

        await Patience.UntilAsync(async () =>
        {
            await world.WorkAsync();
            world.Pass(Duration.FromMilliseconds(200));
            return (await world.MailingAsync(email)).State == "sent";
        });
        Assert.Equal(2, (await world.ReachedAsync((await world.MailingAsync(email)).CopiedCampaignId!.Value)).Count);
    }

    [Fact]
    public async Task Totals_are_fetched_for_a_week_and_then_no_more()
    {
        await world.AddCustomersAsync(40);
        var mailing = await world.RunAsync(await world.AddEmailAsync());
        world.Pass(Duration.FromMinutes(2));
        await world.SendAsync(new RefreshTotals());

        Assert.Equal(40, await world.ScalarAsync<long>("select total_sent from mailings where id = @Id", mailing));
        Assert.InRange(await world.ScalarAsync<long>("select total_opened from mailings where id = @Id", mailing), 1, 40);
        world.Pass(Duration.FromDays(7));
        await world.SendAsync(new RefreshTotals());
        Assert.True(await world.ScalarAsync<bool>(
            "select totals_next_at is null and totals_at is not null from mailings where id = @Id", mailing));
    }

    [Fact]
    public async Task An_address_book_is_removed_after_30_days_and_an_abandoned_copy_at_once()
    {
        await world.AddCustomersAsync(1);
        var sent = await world.RunAsync(await world.AddEmailAsync());
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 1);
        var skipped = await world.RunAsync(await world.AddEmailAsync());
        await world.SendAsync(new RemoveLeftovers());

        var campaigns = (await world.Dotdigital.CampaignsAsync()).Select(campaign => campaign.Id).ToArray();
        Assert.DoesNotContain(skipped.CopiedCampaignId!.Value, campaigns);
        Assert.Contains(sent.CopiedCampaignId!.Value, campaigns);
        Assert.True(await BookExistsAsync(sent));
        Assert.False(await BookExistsAsync(skipped));

        world.Pass(Duration.FromDays(31));
        await world.SendAsync(new RemoveLeftovers());
        Assert.False(await BookExistsAsync(sent));
        Assert.Contains(sent.CopiedCampaignId!.Value, (await world.Dotdigital.CampaignsAsync()).Select(campaign => campaign.Id));
    }

    [Theory]
    [InlineData("sandbox", true)]
    [InlineData("former", false)]
    public async Task A_run_is_kept_until_what_it_left_in_Dotdigital_is_deleted_unless_that_is_in_a_former_account(
        string account, bool kept)
    {
        await world.AddCustomersAsync(1);
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 1);
        var mailing = await world.RunAsync(await world.AddEmailAsync());
        await world.ExecuteAsync(
            "update mailings set api_user = @account where id = @Id; update runs set finished_at = '2000-01-01' where id = @RunId",
            new { account, mailing.Id, mailing.RunId });

        await world.SendAsync(new DeleteExpiredFiles());

        Assert.Equal(kept, await world.ScalarAsync<bool>("select exists (select from runs where id = @RunId)", mailing));
    }

    [Theory]
    [InlineData("send_not_permitted", 1)]
    [InlineData("error_500", 4)]
    public async Task An_address_book_that_Dotdigital_does_not_delete_keeps_no_other_from_being_deleted(string kind, int times)
    {
        await world.AddCustomersAsync(1);
        // Those of other tests would meet the fault first.
        await world.ExecuteAsync("update mailings set leftovers_next_at = 'infinity'");
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 1);
        var refused = await world.RunAsync(await world.AddEmailAsync());
        var other = await world.RunAsync(await world.AddEmailAsync());
        await world.Dotdigital.BreakAsync("delete-address-book", kind, times);
        await world.SendAsync(new RemoveLeftovers());
        await world.SendAsync(new RemoveLeftovers());
        Assert.True(await BookExistsAsync(refused));
        Assert.False(await BookExistsAsync(other));

        world.Pass(Duration.FromMinutes(61));
        await world.SendAsync(new RemoveLeftovers());
        Assert.False(await BookExistsAsync(refused));
    }

    [Fact]
    public async Task Deleting_the_schedule_before_it_is_sent_cancels_the_mailing()
    {
        await world.AddCustomersAsync(1);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.ExecuteAsync("update schedules set deleted_at = now() where id = @ScheduleId", email);
        await world.WorkToTheEndAsync();

        var mailing = await world.MailingAsync(email);
        Assert.Equal(("cancelled", "skipped"), (mailing.State, mailing.RunState));
        Assert.Null(mailing.CopiedCampaignId);
    }

    [Fact]
    public async Task Somebody_erased_after_the_people_were_chosen_is_not_mailed()
    {
        await world.AddCustomersAsync(3);
        await world.Dotdigital.BreakAsync("create-address-book", "error_500", times: null);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.WorkAsync();
        Assert.Equal("address_book", (await world.MailingAsync(email)).Step);

        await world.ExecuteAsync("delete from crm.customers where email like 'a2@%'");
        await world.Dotdigital.MendAsync();
        await world.WorkToTheEndAsync();

        var mailing = await world.MailingAsync(email);
        Assert.Equal("sent", mailing.State);
        Assert.Equal([$"a1@{world.Domain}", $"a3@{world.Domain}"], await world.ReachedAsync(mailing.CopiedCampaignId!.Value));
    }

    [Fact]
    public async Task Two_workers_at_once_send_each_mailing_once()
    {
        await world.AddCustomersAsync(3);
        for (var i = 0; i < 6; i++)
        {
            await world.AddEmailAsync();
        }

        await world.ClaimAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.WorkToTheEndAsync()));

        var copies = await world.QueryAsync<long>(
            "select copied_campaign_id from mailings m join runs r on r.id = m.run_id join schedules s on s.id = r.schedule_id "
            + "where s.deleted_at is null and m.state = 'sent'");
        Assert.Equal(6, copies.Count);
        foreach (var copy in copies)
        {
            Assert.Equal(3, (await world.ReachedAsync(copy)).Count);
        }
    }

    private async Task<bool> BookExistsAsync(MailingWorld.MailingRow mailing) =>
        await world.Dotdigital.AskAsync<bool>(
            "select exists (select from sandbox.dotdigital_address_books where id = @AddressBookId)", mailing);
}
