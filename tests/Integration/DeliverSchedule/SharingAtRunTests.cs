using CustomerListSchedules.Features.AddCustomerList;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.AddCustomerList;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>A run asks again whether everybody has agreed: the data may have changed since the list was saved.</summary>
public sealed class SharingAtRunTests(TestApplication application) : IClassFixture<TestApplication>, IAsyncLifetime
{
    private readonly DeliveryWorld world = new(application);
    private readonly SplitWorld split = new(application);
    private long preference;
    private User owner = null!;
    private string inside = "";
    private string partner = "";

    public async ValueTask InitializeAsync()
    {
        await world.ExecuteAsync(
            "truncate schedules, runs, notices, sharing_preferences, crm.customers, crm.events, crm.event_instances, crm.bookings cascade");
        world.SetClock(DeliveryWorld.Due);
        preference = await application.PreferenceAsync(yes: 2, no: 1, silent: 1);
        owner = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        inside = (await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport)).Email!;
        partner = await application.PartnerAsync("Harbour Productions");
        await application.AskAboutAsync(preference, "refuse");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Who_is_outside_is_left_out_alone_and_the_run_and_the_notice_say_who_and_why()
    {
        var agreed = await application.PartnerAsync("Quay Street");
        var all = await application.PreferenceAsync(yes: 0, no: 0, silent: 0);
        await world.ExecuteAsync("insert into crm.customer_contact_preferences select id, @all, 'Yes' from crm.customers", new { all });
        await world.ExecuteAsync(
            "insert into sharing_preferences (company, contact_preference_id) values ('Quay Street', @all)", new { all });
        await world.AddScheduleAsync(DeliveryWorld.Due, [inside, partner, agreed], owner: owner.Id);

        await world.DeliverEverythingAsync();

        const string Why = "2 of 4 customers have not agreed to be shared with Harbour Productions";
        var (state, reason) = await world.ScalarAsync<(string, string)>("select state, reason from runs");
        Assert.Equal("partly_delivered", state);
        Assert.EndsWith($": {Why}: {partner} was left out.", reason, StringComparison.Ordinal);
        Assert.Equal([inside, agreed], await world.ScalarAsync<string[]>("select recipients from deliveries"));
        Assert.Equal(
            new[] { inside, agreed }.Order(), (await world.QueryAsync<string>("select recipient::text from messages")).Order());
        Assert.Empty(split.MailTo(partner));
        Assert.DoesNotContain("Harbour", Assert.Single(split.MailTo(agreed)), StringComparison.Ordinal); // Nobody outside hears of it.

        using var staff = await application.SignInAsAsync(owner.Email!);
        var page = await staff.PageAsync($"/runs/{await world.ScalarAsync<long>("select id from runs")}");
        Assert.Contains($"{Why}: {partner} was left out.", page.QuerySelector("#run .lead")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Retry", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "Harbour Productions", (await staff.PageAsync("/")).QuerySelector(".attention")!.TextContent, StringComparison.Ordinal);

        application.Pass(Duration.FromMinutes(3));
        await world.SendAsync(new GatherNotices());
        Assert.Contains(
            Why, await world.ScalarAsync<string>("select items::text from notices where recipient = @Email", owner),
            StringComparison.Ordinal);
        using var client = await application.SignInAsAsync(partner);
        Assert.Empty((await client.PageAsync("/partner-companies")).QuerySelectorAll("a[data-file]"));
    }

    [Fact]
    public async Task Where_nobody_is_left_no_file_is_kept_and_Retry_makes_it_when_all_have_agreed()
    {
        await world.AddScheduleAsync(DeliveryWorld.Due, [partner], owner: owner.Id);
        var before = await world.ScalarAsync<int>("select count(*) from stored_file_chunks");
        await world.DeliverEverythingAsync();

        Assert.Equal(("failed", before), await world.ScalarAsync<(string, int)>(
            "select state, (select count(*)::int from stored_file_chunks) from deliveries"));
        using var staff = await application.SignInAsAsync(owner.Email!);
        var run = await world.ScalarAsync<long>("select id from runs");
        Assert.StartsWith(
            "Nobody got anything. 2 of 4 customers have not agreed to be shared with Harbour Productions",
            (await staff.PageAsync($"/runs/{run}")).QuerySelector("#run .lead span:last-child")!.TextContent.Trim(),
            StringComparison.Ordinal);

        await world.ExecuteAsync(
            "delete from crm.customers where id not in (select customer_id from crm.customer_contact_preferences where answer = 'Yes')");
        Assert.True(await world.SendAsync(new RetryRun(run, Actor.System)));
        await world.DeliverEverythingAsync();
        Assert.Equal("delivered", await world.ScalarAsync<string>("select state from runs"));
        Assert.Single(split.MailTo(partner));
    }

    [Fact]
    public async Task Where_the_venue_warns_the_mail_goes_and_the_run_says_it()
    {
        await application.AskAboutAsync(preference);
        await world.AddScheduleAsync(DeliveryWorld.Due, [inside, partner], owner: owner.Id);
        await world.DeliverEverythingAsync();

        Assert.Equal(("delivered", 2), await world.ScalarAsync<(string, int)>("select state, cardinality(recipients) from deliveries"));
        using var staff = await application.SignInAsAsync(owner.Email!);
        Assert.EndsWith(
            $"2 of 4 customers have not agreed to be shared with Harbour Productions: {partner} was sent it.",
            (await staff.PageAsync($"/runs/{await world.ScalarAsync<long>("select id from runs")}"))
            .QuerySelector("#run .lead")!.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "{name,email}")]
    [InlineData("refuse", "{name,customer_id}")]
    public async Task What_is_not_asked_is_not_counted(string otherwise, string columns)
    {
        await application.AskAboutAsync(preference, otherwise);
        await world.AddScheduleAsync(DeliveryWorld.Due, [partner]);
        await world.ExecuteAsync("update scheduled_lists set output_columns = @columns::text[], sort_by = '[]'", new { columns });
        await world.DeliverEverythingAsync();
        Assert.Equal(("delivered", "[]"), await world.ScalarAsync<(string, string)>("select state, sharing::text from deliveries"));
    }

    [Fact]
    public async Task A_partner_is_refused_a_report_in_plain_words_and_staff_are_not()
    {
        var list = await world.AddScheduleAsync(null, [inside, partner], onDemand: true);
        using var client = await application.SignInAsAsync(partner);
        using var answer = await client.SubmitAsync("/partner-companies", form: $"#run-{list.ScheduledListId}");
        Assert.Contains(
            "This report cannot be run at the moment: not everybody on it has agreed to be shared with Harbour Productions. Please ask",
            (await client.PageAsync("/partner-companies")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from runs"));

        using var colleague = await application.SignInAsAsync(inside);
        using var run = await colleague.SubmitAsync("/partner-companies", form: $"#run-{list.ScheduledListId}");
        await world.DeliverEverythingAsync();
        Assert.Single((await colleague.PageAsync("/partner-companies")).QuerySelectorAll("aside a[data-file]"));
    }

    [Fact]
    public async Task A_report_that_was_asked_for_before_the_data_changed_is_nobody_elses_to_collect()
    {
        var list = await world.AddScheduleAsync(null, [inside, partner], onDemand: true);
        await world.ExecuteAsync("update crm.customer_contact_preferences set answer = 'Yes'");
        await world.ExecuteAsync(
            "insert into crm.customer_contact_preferences select id, @preference, 'Yes' from crm.customers on conflict do nothing",
            new { preference });
        using var client = await application.SignInAsAsync(partner);
        using var colleague = await application.SignInAsAsync(inside);
        foreach (var person in new[] { client, colleague })
        {
            using var asked = await person.SubmitAsync("/partner-companies", form: $"#run-{list.ScheduledListId}");
        }

        await world.ExecuteAsync("update crm.customer_contact_preferences set answer = 'No' where customer_id % 2 = 0");
        await world.DeliverEverythingAsync();

        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from runs"));
        var page = await client.PageAsync("/partner-companies");
        Assert.Empty(page.QuerySelectorAll("a[data-file]"));
        Assert.Contains("not everybody on it has agreed", page.QuerySelector("section.report")!.TextContent, StringComparison.Ordinal);
        Assert.Single((await colleague.PageAsync("/partner-companies")).QuerySelectorAll("aside a[data-file]"));
        var requests = await world.QueryAsync<long>("select id from run_requests");
        foreach (var request in requests)
        {
            await client.PageAsync($"/partner-companies?handler=Download&request={request}", System.Net.HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Of_a_part_its_own_rows_count()
    {
        await split.FillAsync();
        await world.ExecuteAsync(
            "insert into crm.customer_contact_preferences select id, @preference, 'Yes' from crm.customers where id <> 1",
            new { preference });
        var (lantern, tide) = (await application.PartnerAsync("Lantern Ltd"), await application.PartnerAsync("Tide Ltd"));
        var ids = await split.AddAsync(
            "producer", [("Paper Lantern", lantern), ("Paper Lantern", inside), ("North Quay", lantern), ("Tidewater", tide)],
            columns: "{name,email}", owner: owner.Id);

        var typed = new ScheduledListDetails("A", "", "", ids.CustomerListId, "csv", "send", "", "everyone", false)
        {
            SplitBy = "producer", PartsTyped = $"paper LANTERN\t{lantern}, {inside}\nNorth Quay\t{lantern}\nTidewater\t{tide}",
        };
        Assert.Equal(
            [
                "paper LANTERN: 1 of 2 customers has not agreed to be shared with Lantern Ltd.",
                "North Quay: 1 of 1 customer has not agreed to be shared with Lantern Ltd.",
            ],
            (await world.SendAsync(new CheckSharing(typed, ["name", "email"]))).Select(check => check.Words));

        await world.DeliverEverythingAsync();

        Assert.Equal(
            ["North Quay: failed, 1 of 1", "Paper Lantern: partly_delivered, 1 of 2", "Tidewater: delivered"],
            await world.QueryAsync<string>(
                """
                select split_value || ': ' || state
                  || coalesce(', ' || (sharing->0->>'notAgreed') || ' of ' || (sharing->0->>'customers'), '')
                from deliveries order by split_value
                """));
        Assert.Empty(split.MailTo(lantern));
        Assert.Single(split.MailTo(inside));
        Assert.Single(split.MailTo(tide));
    }
}
