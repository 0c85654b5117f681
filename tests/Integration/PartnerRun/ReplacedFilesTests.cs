using System.Net;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.PartnerRun;

/// <summary>A newer on-demand file of the same person and report takes the earlier one's place.</summary>
public sealed class ReplacedFilesTests : IClassFixture<TestApplication>
{
    private const string Page = "/partner-companies";

    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public ReplacedFilesTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Fact]
    public async Task A_newer_file_replaces_the_persons_earlier_one_and_an_old_page_is_answered_with_where_the_newer_is()
    {
        var (partner, list) = await PartnerAsync();
        var other = await world.AddScheduleAsync(null, [partner.Email!], onDemand: true);
        var client = await application.SignInAsAsync(partner.Email!);
        await RunAsync(client, other);
        await RunAsync(client, list);
        var earlier = (await client.PageAsync(Page)).QuerySelector($"#status-{list.ScheduledListId} a[data-file]")!.GetAttribute("href")!;
        await RunAsync(client, list);

        var page = await client.PageAsync(Page);
        Assert.Equal(2, page.QuerySelectorAll("aside a[data-file]").Length);
        Assert.DoesNotContain(
            earlier, page.QuerySelectorAll("a[data-file]").Select(link => link.GetAttribute("href")), StringComparer.Ordinal);
        using var gone = await client.GetAsync(earlier, TestContext.Current.CancellationToken);
        Assert.Contains(
            "A newer file of this report has taken its place",
            (await client.PageAsync(gone.Headers.Location!.OriginalString)).QuerySelector("#refusal")!.TextContent,
            StringComparison.Ordinal);

        await world.SendAsync(new DeleteExpiredFiles());
        Assert.Equal([true, false], await DeletedAsync(list));
        Assert.Equal([false], await DeletedAsync(other));
        Assert.Equal(
            1,
            await world.ScalarAsync<int>(
                "select count(*) from audit where action = 'file.replaced' and subject_id in (select file_id::text from deliveries "
                + "where scheduled_list_id = @ScheduledListId)",
                list));
    }

    [Fact]
    public async Task What_another_asked_for_as_well_stays_until_they_have_asked_for_the_newer_too()
    {
        var another = await application.CreateUserAsync(null, Roles.CollectReport);
        var (partner, list) = await PartnerAsync(another);
        var client = await application.SignInAsAsync(partner.Email!);
        var others = await application.SignInAsAsync(another.Email!);
        await RunAsync(client, list, others);
        await RunAsync(client, list);
        Assert.Equal([false, false], await ExpiredAsync(list));
        Assert.Single((await others.PageAsync(Page)).QuerySelectorAll("aside a[data-file]"));

        await RunAsync(others, list);
        Assert.Equal([false, false, false], await ExpiredAsync(list)); // The first is both people's, the second not theirs who asked now.
        await RunAsync(client, list, others);
        Assert.Equal([true, true, true, false], await ExpiredAsync(list));
    }

    [Fact]
    public async Task What_is_being_collected_is_neither_replaced_nor_deleted_when_its_link_expires()
    {
        var (partner, list) = await PartnerAsync();
        var client = await application.SignInAsAsync(partner.Email!);
        await RunAsync(client, list);
        await world.ExecuteAsync(
            "insert into downloads (file_id, user_id, downloaded_at) select file_id, @Id, @now from deliveries "
            + "where scheduled_list_id = @ScheduledListId",
            new { partner.Id, list.ScheduledListId, now = DeliveryWorld.Due });
        await RunAsync(client, list);
        Assert.Equal([false, false], await ExpiredAsync(list));

        await world.ExecuteAsync(
            "update stored_files set expires_at = @now where id in (select file_id from deliveries "
            + "where scheduled_list_id = @ScheduledListId)",
            new { list.ScheduledListId, now = DeliveryWorld.Due });
        await world.SendAsync(new DeleteExpiredFiles());
        Assert.Equal([false, true], await DeletedAsync(list));
        world.SetClock(DeliveryWorld.Due + Duration.FromHours(1));
        await world.SendAsync(new DeleteExpiredFiles());
        Assert.Equal([true, true], await DeletedAsync(list));
    }

    [Fact]
    public async Task A_newer_run_that_finds_nobody_replaces_nothing_and_scheduled_files_are_never_replaced()
    {
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        await world.AddCustomersAsync(1);
        var list = await world.AddScheduleAsync(DeliveryWorld.Due, [partner.Email!], onDemand: true);
        await world.DeliverEverythingAsync();
        var client = await application.SignInAsAsync(partner.Email!);
        await RunAsync(client, list);
        Assert.Equal([false, false], await ExpiredAsync(list));
        await world.ExecuteAsync(
            "update customer_lists set definition = @Nobody::jsonb where id = @CustomerListId",
            new { DeliveryWorld.Nobody, list.CustomerListId });
        await RunAsync(client, list);
        Assert.Equal([false, false], await ExpiredAsync(list));
        Assert.Contains(
            "No customers matched", (await client.PageAsync(Page)).QuerySelector($"#status-{list.ScheduledListId}")!.TextContent,
            StringComparison.Ordinal);
    }

    private async Task<(User Partner, DeliveryWorld.ScheduleIds List)> PartnerAsync(params User[] others)
    {
        await world.AddCustomersAsync(1);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        string[] recipients = [partner.Email!, .. others.Select(other => other.Email!)];
        return (partner, await world.AddScheduleAsync(null, recipients, onDemand: true));
    }

    private Task<IReadOnlyList<bool>> ExpiredAsync(DeliveryWorld.ScheduleIds list) =>
        FilesAsync(list, "f.expires_at < @now + interval '1 day'");

    private Task<IReadOnlyList<bool>> DeletedAsync(DeliveryWorld.ScheduleIds list) => FilesAsync(list, "f.deleted_at is not null");

    private Task<IReadOnlyList<bool>> FilesAsync(DeliveryWorld.ScheduleIds list, string what) => world.QueryAsync<bool>(
        $"select {what} from deliveries d join stored_files f on f.id = d.file_id where d.scheduled_list_id = @ScheduledListId "
        + "order by d.id",
        new { list.ScheduledListId, now = DeliveryWorld.Due });

    /// <summary>A run for all of these people, who ask before it is made.</summary>
    private async Task RunAsync(HttpClient client, DeliveryWorld.ScheduleIds list, params HttpClient[] others)
    {
        foreach (var asking in (HttpClient[])[client, .. others])
        {
            using var answer = await asking.SubmitAsync(Page, form: $"form:has(input[name=list][value='{list.ScheduledListId}'])");
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        await world.DeliverEverythingAsync();
    }
}
