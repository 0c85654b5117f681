using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;

namespace CustomerListSchedules.Integration.SignIn;

/// <summary>Sessions on the server: a cookie that somebody kept is worth nothing once its session has ended.</summary>
public sealed class OwnSessionsTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string Cookie = "customer-list-schedules";

    [Fact]
    public async Task A_cookie_that_was_kept_answers_as_signed_out_after_sign_out()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (client, kept) = await SignInKeepingTheCookieAsync(user);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(kept, "/schedules")).StatusCode);

        await client.SubmitAsync("/sign-out");

        Assert.Equal(HttpStatusCode.Redirect, (await AskAsync(kept, "/schedules")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(kept, "/schedules", htmx: true)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(kept, "/schedules/new", method: HttpMethod.Post)).StatusCode);
        Assert.Equal("account.signed_out", await LastActionAsync(user));
    }

    [Fact]
    public async Task A_copy_of_the_cookie_ends_with_a_change_of_password_and_the_session_that_made_it_goes_on()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (client, kept) = await SignInKeepingTheCookieAsync(user);
        await client.SubmitAsync(
            "/account/change-password",
            new() { ["Present"] = TestApplication.Password, ["Password"] = "seven red kettles", ["Again"] = "seven red kettles" });
        Assert.Equal(HttpStatusCode.Redirect, (await AskAsync(kept, "/schedules")).StatusCode);
        await client.PageAsync("/schedules");
    }

    [Fact]
    public async Task The_database_holds_a_hash_alone()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await SignInKeepingTheCookieAsync(user);
        Assert.Equal(32, await application.AskAsync<int>(
            "select length(id_hash) from sessions where user_id = @Id and id_hash <> sha256(id::text::bytea)", new { user.Id }));
    }

    [Fact]
    public async Task My_Account_lists_the_sessions_and_ends_one()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var here = await application.SignInAsAsync(user.Email!);
        var elsewhere = application.Visitor();
        elsewhere.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0");
        await elsewhere.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });

        var page = await here.PageAsync("/account");
        var rows = page.QuerySelectorAll("section[aria-labelledby=sessions] tbody tr");
        Assert.Equal(2, rows.Length);
        var mine = Assert.Single(rows, row => row.TextContent.Contains("This one", StringComparison.Ordinal));
        Assert.Contains("Another browser", mine.TextContent, StringComparison.Ordinal);
        var other = Assert.Single(rows, row => row.TextContent.Contains("Firefox on Windows", StringComparison.Ordinal));
        Assert.Equal(2, other.QuerySelectorAll("time").Length);

        var id = other.QuerySelector("input[name=id]")!.GetAttribute("value");
        var ended = await here.SubmitAsync(page, "/account", new() { ["id"] = id }, form: "form[action*='handler=End']");
        Assert.Equal("/account", ended.Headers.Location!.OriginalString);
        await elsewhere.PageAsync("/account", HttpStatusCode.Redirect);
        Assert.Single((await here.PageAsync("/account")).QuerySelectorAll("section[aria-labelledby=sessions] tbody tr"));
        Assert.Equal("account.session_ended", await LastActionAsync(user));
    }

    [Fact]
    public async Task Nobody_ends_another_persons_session()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var theirs = await application.SignInAsAsync(user.Email!);
        var id = await application.AskAsync<Guid>("select id from sessions where user_id = @Id", new { user.Id });
        var stranger = await application.SignInAsync(Roles.Administrator);
        await stranger.SubmitAsync("/account", new() { ["id"] = id.ToString() }, form: "form[action*='handler=End']");
        await theirs.PageAsync("/account");
    }

    [Fact]
    public async Task Ending_this_one_signs_out()
    {
        var client = await application.SignInAsync(Roles.CollectReport);
        var answer = await client.SubmitAsync("/account", form: "form[action*='handler=End']");
        Assert.Equal("/sign-in", answer.Headers.Location!.OriginalString);
        await client.PageAsync("/account", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_administrator_ends_all_of_a_persons_sessions_and_not_their_own()
    {
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var office = await application.SignInAsAsync(administrator.Email!);
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var sessions = new[] { await application.SignInAsAsync(user.Email!), await application.SignInAsAsync(user.Email!) };
        var url = $"/settings/user-accounts/{user.Id}";
        var page = await office.PageAsync(url);
        Assert.Contains(
            "2 browsers", page.QuerySelector("section[aria-labelledby=account-sessions]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(url, (await office.SubmitAsync(page, url, form: "#end-sessions form")).Headers.Location!.OriginalString);
        foreach (var session in sessions)
        {
            await session.PageAsync("/schedules", HttpStatusCode.Redirect);
        }

        Assert.Contains("Not signed in", (await office.PageAsync(url)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("account.sessions_ended", await LastActionAsync(user));
        var own = page.QuerySelector("#end-sessions form")!;
        own.SetAttribute("action", $"/settings/user-accounts/{administrator.Id}?handler=EndSessions");
        await office.SubmitAsync(page, url, form: "#end-sessions form");
        await office.PageAsync(url);
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours_however_much_it_is_used_and_after_eight_without()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var used = await application.SignInAsAsync(user.Email!);
        var unused = await application.SignInAsAsync(user.Email!);
        application.Pass(Duration.FromHours(7));
        await used.PageAsync("/account");
        application.Pass(Duration.FromHours(4));
        await used.PageAsync("/account");
        await unused.PageAsync("/account", HttpStatusCode.Redirect);
        application.Pass(Duration.FromMinutes(61));
        await used.PageAsync("/account", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task When_a_session_was_last_seen_is_written_at_most_once_a_minute()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        var begun = await SeenAsync(user);
        application.Pass(Duration.FromSeconds(50));
        await client.PageAsync("/account");
        Assert.Equal(begun, await SeenAsync(user));
        application.Pass(Duration.FromSeconds(11));
        await client.PageAsync("/account");
        Assert.True(await SeenAsync(user) - begun >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_is_left_of_ended_sessions_is_deleted_and_nothing_else()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        await application.SignInAsAsync(user.Email!);
        application.Pass(Duration.FromHours(9));
        var client = await application.SignInAsAsync(user.Email!);
        await application.SendAsync(new PurgeSignIns());
        Assert.Equal(1, await application.AskAsync<int>("select count(*)::int from sessions where user_id = @Id", new { user.Id }));
        await client.PageAsync("/account");
    }

    private async Task<(HttpClient Client, string Kept)> SignInKeepingTheCookieAsync(User user)
    {
        var client = application.Visitor();
        var answer = await client.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith(Cookie + "=", StringComparison.Ordinal));
        return (client, cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
    }

    private async Task<HttpResponseMessage> AskAsync(string cookie, string url, bool htmx = false, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, url) { Headers = { { "Cookie", cookie } } };
        if (htmx)
        {
            request.Headers.Add("HX-Request", "true");
        }

        return await application.Visitor().SendAsync(request, TestContext.Current.CancellationToken);
    }

    private Task<DateTime> SeenAsync(User user) =>
        application.AskAsync<DateTime>("select seen_at from sessions where user_id = @Id", new { user.Id });

    private Task<string> LastActionAsync(User user) => application.AskAsync<string>(
        "select action from audit where subject_id = @id order by id desc limit 1", new { id = user.Id.ToString() });
}
