using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.Shared;

/// <summary>What one person may start for one list within 24 hours; others, other lists and later starts are not concerned.</summary>
public sealed class QuotasTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public QuotasTests(TestApplication application)
    {
        this.application = application.Setting("Quotas:OnDemandRuns", "2").Setting("Quotas:ListRuns", "2").Setting("Quotas:Tests", "1")
            .Setting("Quotas:Resends", "1").Setting("Quotas:EvidencePacks", "2");
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_partner_who_ran_a_report_often_enough_is_told_which_file_is_still_there_and_when_it_can_be_run_again()
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        var other = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        await RunAsync(client, list);
        await world.DeliverEverythingAsync();
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(42));
        await RunAsync(client, list);
        await world.DeliverEverythingAsync();

        world.SetClock(DeliveryWorld.Due + Duration.FromHours(2));
        await RunAsync(client, list);
        var said = (await client.PageAsync("/partner-companies")).Body!.TextContent;
        Assert.Contains(
            "You have run this report 2 times within 24 hours. Your file of 1 Dec 2026, 08:42 is still there. It can be run again from "
            + "2 Dec 2026, 08:01.",
            said, StringComparison.Ordinal);
        Assert.Equal(2, await RunsAsync(list));

        await RunAsync(client, other);
        Assert.Equal(1, await RunsAsync(other));
        world.SetClock(DeliveryWorld.Due + Duration.FromHours(24) + Duration.FromMinutes(1));
        await RunAsync(await application.SignInAsAsync(partner.Email!), list);
        Assert.Equal(3, await RunsAsync(list));
        await world.DeliverEverythingAsync();
    }

    [Fact]
    public async Task Evidence_packs_are_limited_whatever_they_are_of_and_what_is_refused_is_said_on_the_page()
    {
        await world.AddCustomersAsync(1);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, ["packed@example.org"]);
        await world.DeliverEverythingAsync();
        var run = await world.ScalarAsync<long>("select id from runs where schedule_id = @ScheduleId", schedule);
        var client = await application.SignInAsync(Roles.Administrator);
        using var first = await MakeAsync($"/runs/{run}/evidence");
        using var second = await MakeAsync("/audit/customer-data/1/evidence");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));

        using var third = await MakeAsync($"/runs/{run}/evidence");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, third.StatusCode);
        Assert.Contains(
            "You have made an evidence pack 2 times within 24 hours. Another can be made from 2 Dec 2026, 08:01.",
            (await third.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            1, await world.ScalarAsync<int>("select count(*) from audit where subject_id = @run::text and action = 'run.evidence_made'", new
            {
                run,
            }));

        async Task<HttpResponseMessage> MakeAsync(string url)
        {
            var page = await client.PageAsync(url);
            page.QuerySelector("main form[method=post]")!.SetAttribute("action", $"{url}?handler=Json");
            return await client.SubmitAsync(page, url);
        }
    }

    [Fact]
    public async Task Joining_the_run_of_another_takes_nothing()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(null, [partner.Email!, other.Email!], onDemand: true);
        await RunAsync(await application.SignInAsAsync(other.Email!), list);
        var client = await application.SignInAsAsync(partner.Email!);
        for (var i = 0; i < 3; i++)
        {
            await RunAsync(client, list);
        }

        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from quota_uses where user_id = @Id", new { partner.Id }));
        await world.DeliverEverythingAsync();
    }

    [Fact]
    public async Task A_list_is_run_from_the_explorer_so_often_and_two_tabs_do_not_pass_the_limit_together()
    {
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var list = await world.AddScheduleAsync(null, []);
        var actor = new Actor(staff.Id, staff.Name, null);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => world.SendAsync(new RunList(list.CustomerListId, "csv", staff.Id, actor))));
        Assert.Equal(2, answers.OfType<ListStarted.Done>().Count());
        Assert.Equal(4, answers.OfType<ListStarted.Refused>().Count());
        Assert.Equal(
            2, await world.ScalarAsync<int>("select count(*) from list_exports where user_id = @Id", new { staff.Id }));

        while (await world.SendAsync(new MakeExport()))
        {
        }

        var client = await application.SignInAsAsync(staff.Email!);
        using var refused = await client.SubmitAsync($"/customer-lists/{list.CustomerListId}/run", new() { ["FileFormat"] = "csv" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.Contains("You have run this list 2 times within 24 hours.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Your file of 1 Dec 2026, 08:00 is still there.", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_and_links_sent_again_are_limited_for_each_list()
    {
        await world.AddCustomersAsync(1);
        var staff = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var recipient = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await world.AddScheduleAsync(DeliveryWorld.Due, [recipient.Email!]);
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsAsync(staff.Email!);
        var firstRows = $"/schedules/{list.ScheduleId}/customer-lists/{list.ScheduledListId}/first-rows";
        var ask = $"/send/test/{list.ScheduleId}/{list.ScheduledListId}";

        using var sent = await client.SubmitAsync(ask, form: ".send-form");
        await world.DeliverEverythingAsync();
        using var refused = await client.SubmitAsync(ask, form: ".send-form");
        Assert.StartsWith("/runs/", sent.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(firstRows, refused.Headers.Location!.OriginalString);
        Assert.Contains(
            "You have sent a test of this list once within 24 hours. Another can be sent from 2 Dec 2026, 08:01.",
            (await client.PageAsync(firstRows)).Body!.TextContent, StringComparison.Ordinal);

        var (run, message) = await world.ScalarAsync<(long, long)>(
            "select d.run_id, m.id from messages m join deliveries d on d.id = m.delivery_id where m.recipient = @Email",
            new { recipient.Email });
        var actor = new Actor(staff.Id, staff.Name, null);
        Assert.IsType<ResendResult.Done>(await world.SendAsync(new ResendLink(run, message, actor)));
        await world.DeliverEverythingAsync();
        var why = Assert.IsType<ResendResult.Refused>(await world.SendAsync(new ResendLink(run, message, actor))).Why;
        Assert.StartsWith("You have sent a link of this list again once within 24 hours.", why, StringComparison.Ordinal);
    }

    private Task<int> RunsAsync(DeliveryWorld.ScheduleIds list) =>
        world.ScalarAsync<int>("select count(*) from runs where schedule_id = @ScheduleId and kind = 'on_demand'", list);

    private static async Task RunAsync(HttpClient client, DeliveryWorld.ScheduleIds list)
    {
        using var answer = await client.SubmitAsync(
            "/partner-companies", form: $"form:has(input[name=list][value='{list.ScheduledListId}'])");
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
