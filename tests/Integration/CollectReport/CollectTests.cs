using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;

namespace CustomerListSchedules.Integration.CollectReport;

/// <summary>Who sees what behind a link: SPEC.md, Delivery.</summary>
public sealed class CollectTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;
    private readonly DeliveryWorld world;

    public CollectTests(TestApplication application)
    {
        this.application = application;
        world = new DeliveryWorld(application);
        world.SetClock(DeliveryWorld.Due);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_signed_in_sees_the_sign_in_whatever_the_token(bool known)
    {
        var link = known ? (await DeliverTo(Roles.CollectReport)).Link : "/collect/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        using var answer = await application.Visitor().GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?handler=Download")]
    public async Task Somebody_elses_link_and_an_unknown_one_answer_alike_to_the_byte(string query)
    {
        var (_, _, link) = await DeliverTo(Roles.CollectReport);
        var other = await application.SignInAsync(Roles.CollectReport);
        await other.GetAsync("/collect/warm", TestContext.Current.CancellationToken);

        var theirs = await Answer(other, link + query);
        var unknown = await Answer(other, "/collect/" + new string('A', 43) + query);
        var strange = await Answer(other, "/collect/%F0%9F%98%80" + query);

        Assert.Equal(HttpStatusCode.NotFound, theirs.Status);
        Assert.Equal(unknown, theirs);
        Assert.Equal(unknown, strange);
    }

    [Fact]
    public async Task An_account_whose_address_differs_in_capitals_alone_is_somebody_else()
    {
        var (user, _, link) = await DeliverTo(Roles.CollectReport);
        await world.ExecuteAsync("update users set email = initcap(email) where id = @Id", new { user.Id });

        var client = await application.SignInAsAsync(user.Email!.ToUpperInvariant());

        await client.PageAsync(link, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Staff_without_collect_report_are_told_what_their_account_lacks_and_get_no_file()
    {
        var (user, _, link) = await DeliverTo(Roles.Administrator);
        var client = await application.SignInAsAsync(user.Email!);

        var page = await client.PageAsync(link);
        using var download = await client.GetAsync(link + "?handler=Download", TestContext.Current.CancellationToken);

        Assert.Contains("Collect Report", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("a[download]"));
        Assert.Equal("text/html", download.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId", "withdrawn")]
    [InlineData("update scheduled_lists set deleted_at = now() where id = @ScheduledListId", "withdrawn")]
    [InlineData("update schedules set deleted_at = now() where id = @ScheduleId", "withdrawn")]
    [InlineData("update stored_files set revoked_at = now() where id in (select file_id from deliveries where scheduled_list_id = @ScheduledListId)", "revoked")]
    public async Task Access_ends_at_once_when_the_right_to_it_does(string change, string words)
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        Assert.NotNull((await client.PageAsync(link)).QuerySelector("a[download]"));

        await world.ExecuteAsync(change, schedule);

        var page = await client.PageAsync(link);
        Assert.Contains(words, page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using var download = await client.GetAsync(link + "?handler=Download", TestContext.Current.CancellationToken);
        Assert.Equal("text/html", download.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_deactivated_account_loses_its_session_and_its_links()
    {
        var (user, _, link) = await DeliverTo(Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        await world.ExecuteAsync("update users set deactivated_at = now(), security_stamp = gen_random_uuid()::text where id = @Id", new { user.Id });

        using var answer = await client.GetAsync(link, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task Opening_a_link_any_number_of_times_records_and_changes_nothing()
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);

        for (var i = 0; i < 3; i++)
        {
            await client.PageAsync(link);
        }

        Assert.Equal(0, await world.ScalarAsync<int>(
            "select count(*) from downloads w join deliveries d on d.file_id = w.file_id where d.scheduled_list_id = @ScheduledListId", schedule));
    }

    [Theory]
    [InlineData("update stored_file_chunks set chunk = chunk + 1 where file_id = @file")]
    [InlineData("delete from stored_file_chunks where file_id = @file")]
    [InlineData("update stored_file_chunks set content = overlay(content placing '\\x00' from 40) where file_id = @file")]
    public async Task A_damaged_file_is_not_handed_out_and_the_page_says_so(string damage)
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        var file = await world.ScalarAsync<long>("select file_id from deliveries where scheduled_list_id = @ScheduledListId", schedule);
        await world.ExecuteAsync(damage, new { file });
        var client = await application.SignInAsAsync(user.Email!);

        using var download = await client.GetAsync(link + "?handler=Download", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, download.StatusCode);
        var page = await client.PageAsync(download.Headers.Location!.OriginalString);
        Assert.Contains("can no longer be opened", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await world.ScalarAsync<int>("select count(*) from downloads where file_id = @file and completed", new { file }));
    }

    private async Task<(User User, DeliveryWorld.ScheduleIds Schedule, string Link)> DeliverTo(string role)
    {
        await world.AddCustomersAsync(1);
        var user = await application.CreateUserAsync(null, role);
        var schedule = await world.AddScheduleAsync(DeliveryWorld.Due, [user.Email!]);
        await world.DeliverEverythingAsync();
        var mail = MailText.In(Path.Combine(application.DataDirectory, "mail")).Last(mail => mail.Contains(user.Email!, StringComparison.Ordinal));
        var text = MailText.Plain(mail);
        var from = text.IndexOf("/collect/", StringComparison.Ordinal);
        return (user, schedule, text[from..(from + "/collect/".Length + 43)]);
    }

    private static async Task<(HttpStatusCode Status, string Headers, string Body)> Answer(HttpClient client, string url)
    {
        using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date")
            .OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, string.Join('\n', headers), body);
    }
}
