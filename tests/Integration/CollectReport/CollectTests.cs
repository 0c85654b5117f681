using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Integration.DeliverSchedule;
using NodaTime;

namespace CustomerListSchedules.Integration.CollectReport;

/// <summary>Who sees what behind a link: docs/what-it-does.md, Delivery.</summary>
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
        Assert.StartsWith("/sign-in", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
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
        Assert.Null(page.QuerySelector("a[data-file]"));
        Assert.Equal("text/html", download.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("delete from scheduled_list_recipients where scheduled_list_id = @ScheduledListId", "withdrawn")]
    [InlineData("update scheduled_lists set deleted_at = now() where id = @ScheduledListId", "withdrawn")]
    [InlineData("update schedules set deleted_at = now() where id = @ScheduleId", "withdrawn")]
    [InlineData(
        "update stored_files set revoked_at = now() where id in (select file_id from deliveries "
        + "where scheduled_list_id = @ScheduledListId)",
        "revoked")]
    public async Task Access_ends_at_once_when_the_right_to_it_does(string change, string words)
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        Assert.NotNull((await client.PageAsync(link)).QuerySelector("a[data-file]"));

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
        await world.ExecuteAsync(
            "update users set deactivated_at = now(), security_stamp = gen_random_uuid()::text where id = @Id", new { user.Id });

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
            "select count(*) from downloads w join deliveries d on d.file_id = w.file_id where d.scheduled_list_id = @ScheduledListId",
            schedule));
    }

    [Fact]
    public async Task What_a_mail_scanner_does_with_a_link_records_and_changes_nothing()
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        await world.ExecuteAsync("update schedules set run_on_demand = true where id = @ScheduleId", schedule);
        var before = await State();
        foreach (var client in new[]
        {
            application.Visitor(),
            await application.SignInAsync(Roles.CollectReport),
            await application.SignInAsAsync(user.Email!),
        })
        {
            foreach (var method in new[]
            {
                HttpMethod.Get,
                HttpMethod.Head,
                HttpMethod.Options,
                HttpMethod.Post,
                new HttpMethod("PROPFIND"),
            })
            {
                foreach (var agent in new[]
                {
                    "Mozilla/5.0 (Windows NT 10.0) SafeLinks",
                    "BarracudaCentral/1.0",
                    "curl/8",
                    "",
                    "\u00e9\u00e9",
                })
                {
                    foreach (var query in method == HttpMethod.Get ? new[] { "", "?handler=", "?fbclid=1" } : ["", "?handler=Download"])
                    {
                        using var request = new HttpRequestMessage(method, link + query);
                        request.Headers.TryAddWithoutValidation("User-Agent", agent);
                        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                        Assert.InRange((int)answer.StatusCode, 200, 499);
                    }
                }
            }
        }

        Assert.Equal(before, await State());
        Assert.NotNull((await (await application.SignInAsAsync(user.Email!)).PageAsync(link)).QuerySelector("a[data-file]"));

        Task<string> State() => world.ScalarAsync<string>(
            """
            select format('%s %s %s %s %s', (select count(*) from downloads), (select count(*) from runs),
              (select count(*) from run_requests),
              (select string_agg(m::text, ';' order by id) from messages m),
                (select string_agg(f::text, ';' order by id) from stored_files f))
            """);
    }

    [Fact]
    public async Task A_download_is_kept_by_no_cache_on_its_way_and_has_its_length()
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);

        using var download = await client.GetAsync(link + "?handler=Download", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
        Assert.Equal("no-store", download.Headers.CacheControl!.ToString());
        Assert.Null(download.Headers.ETag);
        Assert.Null(download.Content.Headers.LastModified);
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", download.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(
            await world.ScalarAsync<long>(
                "select f.size_bytes from stored_files f join deliveries d on d.file_id = f.id "
                + "where d.scheduled_list_id = @ScheduledListId",
                schedule),
            download.Content.Headers.ContentLength);
        using var page = await client.GetAsync(link, TestContext.Current.CancellationToken);
        Assert.Contains("no-store", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_link_tells_whom_to_ask_and_offers_to_run_a_report_that_is_on_demand(bool onDemand)
    {
        var (user, schedule, link) = await DeliverTo(Roles.CollectReport);
        await world.ExecuteAsync(
            "update schedules set run_on_demand = @onDemand where id = @ScheduleId", new { onDemand, schedule.ScheduleId });
        await world.ExecuteAsync(
            "update venue_settings set contact_name = 'Box Office', contact_email = 'box@example.org', contact_telephone = '01865 000 "
            + "000'");
        world.SetClock(DeliveryWorld.Due + Duration.FromDays(7) + Duration.FromMinutes(1));
        var client = await application.SignInAsAsync(user.Email!);

        var page = await client.PageAsync(link);

        Assert.Contains("expired on Tuesday 8 December 2026", page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Box Office", page.QuerySelector(".contact")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("01865 000 000", page.QuerySelector(".contact")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("a[data-file]"));
        var offer = page.QuerySelector("main a[href^='/partner-companies#']");
        Assert.Equal(onDemand ? $"/partner-companies#report-{schedule.ScheduledListId}" : null, offer?.GetAttribute("href"));
        if (onDemand)
        {
            Assert.NotNull((await client.PageAsync(offer!.GetAttribute("href")!)).QuerySelector($"#report-{schedule.ScheduledListId}"));
            Assert.Equal(
                0, await world.ScalarAsync<int>("select count(*) from run_requests where scheduled_list_id = @ScheduledListId", schedule));
        }
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
        var mail = MailText.In(Path.Combine(application.DataDirectory, "mail"))
            .Last(mail => mail.Contains(user.Email!, StringComparison.Ordinal));
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
