using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>Send a test to me of an integrated email: to whoever asks, alone, through the same steps as a mailing.</summary>
public sealed class EmailTestTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_test_reaches_whoever_asks_alone_once_and_is_nobody_s_mailing_received()
    {
        await world.AddCustomersAsync(3);
        var email = await ExistingAsync();
        var (staff, user) = await StaffAsync();
        var page = await staff.PageAsync($"/send/email-test/{email.ScheduleId}/{email.EmailId}");
        Assert.Equal("Send to me alone", page.QuerySelector("#send-button")!.TextContent.Trim());
        Assert.Contains(user.Email!, page.QuerySelector(".addresses")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Thank you for your donation", page.QuerySelector(".send-part")!.TextContent, StringComparison.Ordinal);

        using var first = await staff.SubmitAsync(page, "", form: ".send-form");
        await world.WorkToTheEndAsync();
        using var second = await staff.SubmitAsync(page, "", form: ".send-form");
        await world.WorkToTheEndAsync();

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        var test = await world.MailingAsync(email);
        Assert.Equal(("sent", "delivered", 1L), (test.State, test.RunState, test.Recipients));
        Assert.Equal([user.Email!], await world.ReachedAsync(test.CopiedCampaignId!.Value));
        Assert.Empty(await world.AllReachedAsync());
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from crm.mailings_received where mailing_id = @Id", test));
        Assert.Null(await world.ScalarAsync<long?>("select last_count from customer_lists where id = @CustomerListId", email));
        Assert.Equal("{}", await world.ScalarAsync<string>("select snapshot::text from mailings where id = @Id", test));
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action = 'integrated_email.test_sent' and subject_id = @id",
                new { id = $"{email.EmailId}" }));
        Assert.DoesNotContain(
            email.Name, (await staff.PageAsync($"/mailings?search={email.Name}")).QuerySelector("#mailings")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("This is a test", (await staff.PageAsync($"/mailings/{test.Id}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "Not yet", (await staff.PageAsync($"/schedules/{email.ScheduleId}")).QuerySelector("main table")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_data_field_goes_along_so_that_nothing_known_of_the_person_is_overwritten()
    {
        await world.AddCustomersAsync(1);
        var email = await ExistingAsync();
        var (_, user) = await StaffAsync();
        await TestAsync(email, user);
        await world.WorkToTheEndAsync();

        var test = await world.MailingAsync(email);
        var send = Assert.Single(await world.Dotdigital.SendsAsync(), send => send.CampaignId == test.CopiedCampaignId);
        Assert.Equal("{}", Assert.Single(await world.Dotdigital.ArrivalsAsync(send.Id)).DataFields);
    }

    [Theory]
    [InlineData("reset_after")]
    [InlineData("reset_before")]
    public async Task A_test_whose_answer_to_sending_is_lost_is_not_sent_twice(string fault)
    {
        await world.AddCustomersAsync(2);
        var email = await ExistingAsync();
        var (_, user) = await StaffAsync();
        await world.Dotdigital.BreakAsync("send-campaign", fault);
        await TestAsync(email, user);
        await world.WorkToTheEndAsync();

        Assert.InRange((await world.ReachedAsync((await world.MailingAsync(email)).CopiedCampaignId!.Value)).Count, 0, 1);
        Assert.Empty(await world.AllReachedAsync());
    }

    [Fact]
    public async Task Whoever_is_suppressed_in_Dotdigital_is_not_mailed_and_told_so()
    {
        var email = await ExistingAsync();
        var (_, user) = await StaffAsync();
        await world.Dotdigital.SetAsync(settings => settings.SuppressOneIn = 1);
        await TestAsync(email, user);
        await world.WorkToTheEndAsync();

        var test = await world.MailingAsync(email);
        Assert.Equal("skipped", test.State);
        Assert.Contains("suppressed", test.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_are_limited_and_a_second_request_joins_one_under_way()
    {
        var email = await ExistingAsync();
        var (_, user) = await StaffAsync();
        var first = await TestAsync(email, user);
        Assert.Equal(first, await TestAsync(email, user));

        for (var i = 1; i < 20; i++)
        {
            await world.ExecuteAsync("update runs set state = 'delivered' where kind = 'test' and schedule_id = @ScheduleId", email);
            Assert.IsType<SendTestResult.Done>(await TestAsync(email, user));
        }

        await world.ExecuteAsync("update runs set state = 'delivered' where kind = 'test' and schedule_id = @ScheduleId", email);
        var refused = Assert.IsType<SendTestResult.Refused>(await TestAsync(email, user));
        Assert.StartsWith("You have sent a test of this integrated email 20 times within 24 hours.", refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_whoever_left_the_staff_meanwhile_reaches_nobody()
    {
        var email = await ExistingAsync();
        var (_, user) = await StaffAsync();
        await TestAsync(email, user);
        await world.ExecuteAsync("update users set deactivated_at = now() where id = @Id", user);
        await world.WorkToTheEndAsync();

        var test = await world.MailingAsync(email);
        Assert.Equal("cancelled", test.State);
        Assert.Null(test.CopiedCampaignId);
    }

    [Fact]
    public async Task A_test_is_no_first_send_and_no_usual_size_to_the_volume_guard()
    {
        await world.AddCustomersAsync(30);
        var email = await ExistingAsync();
        var (_, user) = await StaffAsync();
        await TestAsync(email, user);
        await world.WorkToTheEndAsync();
        await world.ExecuteAsync("update mailing_settings set first_send_above = 10");
        try
        {
            await world.SendAsync(new RunNow(email.ScheduleId, Actor.System));
            await world.WorkToTheEndAsync();
            var mailing = await world.MailingAsync(email);
            Assert.Equal(("held", 30L), (mailing.State, mailing.Recipients));
            Assert.DoesNotContain("usual", mailing.Reason, StringComparison.Ordinal);
        }
        finally
        {
            await world.ExecuteAsync("update mailing_settings set first_send_above = 1000");
        }
    }

    // Not due by itself.
    private async Task<MailingWorld.EmailIds> ExistingAsync()
    {
        var email = await world.AddEmailAsync();
        await world.ExecuteAsync("update schedules set next_run_at = null where id = @ScheduleId", email);
        return email;
    }

    private Task<SendTestResult?> TestAsync(MailingWorld.EmailIds email, User user) => world.SendAsync(
        new SendEmailTest(email.ScheduleId, email.EmailId, new Actor(user.Id, user.Name, null), Guid.NewGuid()));

    private async Task<(HttpClient Client, User User)> StaffAsync()
    {
        var user = await world.Application.CreateUserAsync(null, Roles.InsightsAndMailings);
        return (await world.Application.SignInAsAsync(user.Email!), user);
    }
}
