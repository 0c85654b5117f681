using System.Net;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using NodaTime;

namespace CustomerListSchedules.Integration.SendIntegratedEmail;

/// <summary>The volume guard: a mailing far from its usual size waits for Send or Cancel.</summary>
public sealed class HeldMailingTests(MailingWorld world) : IClassFixture<MailingWorld>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.BeginAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_mailing_of_more_than_three_times_the_usual_size_is_held_and_sent_when_the_owner_says_so_on_its_page()
    {
        var owner = await world.Application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await world.AddCustomersAsync(20);
        var email = await world.AddEmailAsync(owner: owner.Id);
        Assert.Equal("sent", (await world.RunAsync(email)).State);

        await world.AddCustomersAsync(81);
        await world.ExecuteAsync(
            "update crm.customers set email = 'more' || id || '@' || @Domain where id > (select min(id) + 19 from crm.customers)",
            new { world.Domain });
        await world.ExecuteAsync(
            "update schedules set next_run_at = @at where id = @ScheduleId",
            new { email.ScheduleId, at = (MailingWorld.Due + Duration.FromHours(24)).ToDateTimeUtc() });
        world.SetClock(MailingWorld.Due + Duration.FromHours(24));
        var held = await world.RunAsync(email);

        Assert.Equal(("held", "running"), (held.State, held.RunState));
        Assert.Contains("101 people, more than 3 times as many as usual", held.Reason, StringComparison.Ordinal);
        Assert.Null(held.CopiedCampaignId);
        var asked = await world.ScalarAsync<string>("select items::text from notices where recipient = @Email", owner);
        Assert.Contains($"/mailings/{held.Id}", asked, StringComparison.Ordinal);
        Assert.Contains("101", asked, StringComparison.Ordinal);

        using var staff = await world.Application.SignInAsAsync(owner.Email!);
        var page = await staff.PageAsync($"/mailings/{held.Id}");
        Assert.Contains("Send or Cancel?", page.QuerySelector(".notice.warn")!.TextContent, StringComparison.Ordinal);
        using var answer = await staff.SubmitAsync($"/send/mailing/{held.Id}", form: ".send-form");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await world.WorkToTheEndAsync();

        var sent = await world.MailingAsync(email);
        Assert.Equal(("sent", "delivered", 101), (sent.State, sent.RunState, sent.Recipients));
        Assert.Equal(101, (await world.ReachedAsync(sent.CopiedCampaignId!.Value)).Count);
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                "select count(*) from audit where action = 'mailing.released' and subject_id = @id", new { id = $"{held.Id}" }));
    }

    [Fact]
    public async Task A_held_mailing_that_is_cancelled_reaches_nobody_and_forgets_its_people()
    {
        await world.AddCustomersAsync(1001);
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        var email = await world.AddEmailAsync();
        var held = await world.RunAsync(email);
        Assert.Contains("first send, and to 1,001 people", held.Reason, StringComparison.Ordinal);

        using var answer = await staff.SubmitAsync($"/mailings/{held.Id}", form: "#cancel form");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await world.WorkToTheEndAsync();

        var cancelled = await world.MailingAsync(email);
        Assert.Equal(("cancelled", "skipped"), (cancelled.State, cancelled.RunState));
        Assert.StartsWith("Cancelled by ", cancelled.Reason, StringComparison.Ordinal);
        Assert.Equal(0, await world.ScalarAsync<long>("select count(*) from mailing_pages where mailing_id = @Id", held));
        Assert.Equal(new MailingAnswer.TooLate(), await world.SendAsync(new AnswerMailing(held.Id, Send: true, Actor.System)));
    }

    [Fact]
    public async Task Send_asks_about_one_person_in_the_singular()
    {
        await world.AddCustomersAsync(1);
        await world.ExecuteAsync("update mailing_settings set first_send_above = 0");
        var held = await world.RunAsync(await world.AddEmailAsync());
        await world.ExecuteAsync("update mailing_settings set first_send_above = 1000");

        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        var page = await staff.PageAsync($"/send/mailing/{held.Id}");
        Assert.Contains("It goes to the 1 person who was on the list", page.QuerySelector("#send")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Send to 1 person", page.QuerySelector("#send-button")!.TextContent.Trim());
    }

    [Fact]
    public async Task A_first_send_that_was_confirmed_when_saved_goes_out_by_itself()
    {
        await world.AddCustomersAsync(1001);
        Assert.Equal("sent", (await world.RunAsync(await world.AddEmailAsync(confirmed: true))).State);
    }

    [Fact]
    public async Task After_the_Customer_List_was_changed_its_size_is_not_compared_with_sends_to_the_other()
    {
        await world.AddCustomersAsync(1001);
        var email = await world.AddEmailAsync(confirmed: true);
        Assert.Equal("sent", (await world.RunAsync(email)).State);

        // Far fewer than the former list had, and the first of this one.
        await world.ExecuteAsync("delete from crm.customers where email not like 'a1@%'");
        await ChangeListAsync(email);
        var few = await RunNextDayAsync(email, 1);
        Assert.Equal(("sent", 1), (few.State, few.Recipients));

        // More than a first send may have unasked: that was agreed to for the first list alone.
        await world.AddCustomersAsync(1001);
        await world.ExecuteAsync("update crm.customers set email = 'more' || id || '@' || @Domain", new { world.Domain });
        await ChangeListAsync(email);
        var many = await RunNextDayAsync(email, 2);
        Assert.Equal(("held", "This would be its first send to this Customer List, and to 1,002 people."), (many.State, many.Reason));
    }

    [Fact]
    public async Task A_held_mailing_lapses_after_the_late_limit_and_its_owner_is_told()
    {
        var owner = await world.Application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await world.AddCustomersAsync(1001);
        var email = await world.AddEmailAsync(owner: owner.Id);
        var held = await world.RunAsync(email);

        world.Pass(Duration.FromHours(11));
        await world.SendAsync(new LapseHeldMailings());
        Assert.Equal("held", (await world.MailingAsync(email)).State);
        world.Pass(Duration.FromHours(2));
        await world.SendAsync(new LapseHeldMailings());

        var lapsed = await world.MailingAsync(email);
        Assert.Equal(("skipped", "skipped"), (lapsed.State, lapsed.RunState));
        Assert.Contains("lapsed", lapsed.Reason, StringComparison.Ordinal);
        Assert.Equal(2, await world.ScalarAsync<long>("select count(*) from notices where recipient = @Email", owner));
        Assert.False(await world.WorkAsync());
    }

    [Fact]
    public async Task A_mailing_cancelled_while_a_worker_has_it_is_not_sent_by_that_worker()
    {
        await world.AddCustomersAsync(2);
        await world.Dotdigital.SetAsync(settings => settings.ImportSeconds = 3600);
        var email = await world.AddEmailAsync();
        await world.ClaimAsync();
        await world.WorkAsync();
        var mailing = await world.MailingAsync(email);
        Assert.Equal("importing", mailing.Step);

        Assert.Equal(new MailingAnswer.Done(), await world.SendAsync(new AnswerMailing(mailing.Id, Send: false, Actor.System)));
        world.Pass(Duration.FromMinutes(10));
        await world.WorkToTheEndAsync();
        Assert.Equal("cancelled", (await world.MailingAsync(email)).State);
        Assert.Empty(await world.ReachedAsync(mailing.CopiedCampaignId!.Value));
    }

    [Fact]
    public async Task Deleting_the_schedule_ends_a_held_mailing()
    {
        await world.AddCustomersAsync(1001);
        using var staff = await world.Application.SignInAsync(Roles.InsightsAndMailings);
        var email = await world.AddEmailAsync();
        await world.RunAsync(email);

        using var deleted = await staff.SubmitAsync($"/schedules/{email.ScheduleId}", form: $"#delete-{email.ScheduleId} form");
        Assert.Equal(HttpStatusCode.SeeOther, deleted.StatusCode);
        await world.WorkToTheEndAsync();
        Assert.Equal("cancelled", (await world.MailingAsync(email)).State);
    }

    private async Task ChangeListAsync(MailingWorld.EmailIds email) => await world.ExecuteAsync(
        """
        with list as (
          insert into customer_lists (name, definition, output_columns, sort_by, created_at)
          select name || '.', definition, output_columns, sort_by, created_at from customer_lists
            where id = (select customer_list_id from integrated_emails where id = @EmailId)
          returning id
        )
        update integrated_emails set customer_list_id = list.id from list where integrated_emails.id = @EmailId
        """,
        email);

    private async Task<MailingWorld.MailingRow> RunNextDayAsync(MailingWorld.EmailIds email, int day)
    {
        var due = MailingWorld.Due + Duration.FromDays(day);
        await world.ExecuteAsync("update schedules set next_run_at = @due where id = @ScheduleId", new { email.ScheduleId, due });
        world.SetClock(due);
        return await world.RunAsync(email);
    }
}
