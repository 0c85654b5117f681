using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Integration.DeliverSchedule;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace CustomerListSchedules.Integration.PartnerRun;

/// <summary>A report under way: what it says, who joins it, and how many there are at once.</summary>
public sealed class PartnerProgressTests : IClassFixture<TestApplication>
{
    private const string Page = "/partner-companies";

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public PartnerProgressTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task The_end_of_a_run_is_answered_however_late_the_page_asks_again()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var next = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        var page = await client.PageAsync(Page);
        using var started = await client.SubmitAsync(page, Page, form: Form(list), htmx: true);
        var poll = (await started.DocumentAsync()).QuerySelector("#reports-poll")!;
        await world.DeliverEverythingAsync();
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(10)); // The computer slept.

        var shown = Assert.Single(poll.QuerySelectorAll("input[name=shown]")).GetAttribute("value");
        var polled = await client.PageAsync($"{poll.GetAttribute("hx-get")}&shown={shown}");
        using var answer = await client.SubmitAsync(page, Page, new() { ["shown"] = shown }, Form(next), htmx: true);

        foreach (var fragment in new[] { polled, await answer.DocumentAsync() })
        {
            var status = fragment.QuerySelector($"#status-{list.ScheduledListId}")!;
            Assert.Null(status.QuerySelector(".busy"));
            Assert.NotNull(status.QuerySelector("a[data-file]"));
        }

        Assert.Null(polled.QuerySelector("#reports-poll[hx-get]"));
        world.SetClock(DeliveryWorld.Due);
    }

    [Theory]
    [InlineData(1_234_567L, "Running, 1,234,567 rows so far")]
    [InlineData(0L, "Running")]
    public async Task A_running_report_says_how_many_rows_so_far_to_the_eye_alone(long rows, string words)
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        await world.ExecuteAsync(
            "update deliveries set state = 'making', rows_so_far = @rows where scheduled_list_id = @ScheduledListId",
            new { rows, list.ScheduledListId });

        var page = await client.PageAsync(Page);

        Assert.Equal(words, page.QuerySelector($"#status-{list.ScheduledListId} .busy")!.TextContent);
        Assert.EndsWith(": Running", page.QuerySelector($"#said-{list.ScheduledListId}")!.TextContent, StringComparison.Ordinal);
        await world.ExecuteAsync("update deliveries set state = 'waiting' where scheduled_list_id = @ScheduledListId", list);
        await world.DeliverEverythingAsync();
    }

    [Fact]
    public async Task How_many_rows_so_far_is_noted_while_a_report_is_made()
    {
        var (partner, list) = await Partner();
        var client = await application.SignInAsAsync(partner.Email!);
        await Run(client, list);
        var queue = new WorkQueue<DeliveryClaim>(
            DeliveryClaim.Work with { Only = $"scheduled_list_id = {list.ScheduledListId}" }, new WorkOptions { LeaseSeconds = 1 },
            application.Database.DataSource, application.Clock, NullLogger<WorkQueue<DeliveryClaim>>.Instance);
        Assert.True(await queue.WorkAsync(
            1,
            async (claim, lease) =>
            {
                lease.Progress = () => new { rowsSoFar = 4321L };
                await Patience.UntilAsync(async () =>
                    (await client.PageAsync(Page)).QuerySelector(
                        $"#status-{list.ScheduledListId} .busy")!.TextContent == "Running, 4,321 rows so far");
                await queue.GiveBackAsync(claim);
            },
            (_, e) => throw new InvalidOperationException("It was looked at alone.", e),
            TestContext.Current.CancellationToken));
        await world.DeliverEverythingAsync();
    }

    [Fact]
    public async Task A_second_request_joins_the_run_under_way_and_each_who_asked_may_collect()
    {
        await world.AddCustomersAsync(1);
        var (partner, list) = await Partner();
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var silent = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.ExecuteAsync(
            "insert into scheduled_list_recipients values (@ScheduledListId, @First, 2), (@ScheduledListId, @Second, 3)",
                new { list.ScheduledListId, First = other.Email, Second = silent.Email });
        var clients = new[] { await application.SignInAsAsync(partner.Email!), await application.SignInAsAsync(other.Email!) };
        var forms = await Task.WhenAll(clients.Select(client => client.PageAsync(Page)));
        var tab = await clients[0].PageAsync(Page);

        await Task.WhenAll(
            clients[0].SubmitAsync(forms[0], Page, form: Form(list)), clients[1].SubmitAsync(forms[1], Page, form: Form(list)),
            clients[0].SubmitAsync(tab, Page, form: Form(list)));
        await world.DeliverEverythingAsync();

        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from runs where schedule_id = @ScheduleId", list));
        foreach (var client in clients)
        {
            Assert.NotNull((await client.PageAsync(Page)).QuerySelector("aside a[data-file]"));
        }

        var theirs = (await clients[0].PageAsync(Page)).QuerySelector("aside a[data-file]")!.GetAttribute("href");
        var third = await application.SignInAsAsync(silent.Email!);
        Assert.Null((await third.PageAsync(Page)).QuerySelector("aside a[data-file]"));
        using var stolen = await third.GetAsync(theirs, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
    }

    [Fact]
    public async Task A_partner_has_at_most_three_reports_running_at_once()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var lists = new List<DeliveryWorld.ScheduleIds>();
        for (var i = 0; i < 4; i++)
        {
            lists.Add(await world.AddScheduleAsync(null, [partner.Email!], onDemand: true));
        }

        var client = await application.SignInAsAsync(partner.Email!);
        foreach (var list in lists)
        {
            await Run(client, list);
        }

        Assert.Equal(3, await world.ScalarAsync<int>("select count(*) from run_requests where user_id = @Id", new { partner.Id }));
        Assert.Contains("3 reports running", (await client.PageAsync(Page)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Joining_a_run_that_another_started_is_never_refused()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var theirs = await world.AddScheduleAsync(null, [partner.Email!, other.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        for (var i = 0; i < 3; i++)
        {
            await Run(client, await world.AddScheduleAsync(null, [partner.Email!], onDemand: true));
        }

        await Run(await application.SignInAsAsync(other.Email!), theirs);
        await Run(client, theirs);

        Assert.Equal(4, await world.ScalarAsync<int>("select count(*) from run_requests where user_id = @Id", partner));
        Assert.Equal(1, await world.ScalarAsync<int>("select count(*) from runs where schedule_id = @ScheduleId", theirs));
    }

    [Fact]
    public async Task What_the_venue_is_waiting_for_is_made_before_what_partners_asked_for()
    {
        await world.AddCustomersAsync(1);
        var (partner, onDemand) = await Partner();
        await Run(await application.SignInAsAsync(partner.Email!), onDemand);
        world.SetClock(DeliveryWorld.Due + Duration.FromMinutes(1));
        var scheduled = await world.AddScheduleAsync(DeliveryWorld.Due, ["steward@example.org"]);
        await world.ClaimAsync();

        await world.MakeAsync();

        Assert.Equal(
            "sending",
            await world.ScalarAsync<string>("select state from deliveries where scheduled_list_id = @ScheduledListId", scheduled));
        Assert.Equal(
            "waiting",
            await world.ScalarAsync<string>("select state from deliveries where scheduled_list_id = @ScheduledListId", onDemand));
        await world.DeliverEverythingAsync();
        world.SetClock(DeliveryWorld.Due);
    }

    private async Task<(User Partner, DeliveryWorld.ScheduleIds List)> Partner()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        return (partner, await world.AddScheduleAsync(null, [partner.Email!], onDemand: true));
    }

    private static string Form(DeliveryWorld.ScheduleIds list) => $"form:has(input[name=list][value='{list.ScheduledListId}'])";

    private static async Task Run(HttpClient client, DeliveryWorld.ScheduleIds list)
    {
        using var answer = await client.SubmitAsync(Page, form: Form(list));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }
}
