using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Integration.SignIn;

/// <summary>What ends a session ends it with its next request, whatever asks: a page, htmx, a form.</summary>
public sealed class SessionEndTests(TestApplication application) : IClassFixture<TestApplication>
{
    public static TheoryData<string> Ends => [
        "deactivated", "password set by staff", "password changed elsewhere", "two steps set up elsewhere", "two steps reset"
    ];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_session_ends_everywhere_at_once(string how)
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var sessions = new[] { await application.SignInAsAsync(user.Email!), await application.SignInAsAsync(user.Email!) };
        foreach (var session in sessions)
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(session, HttpMethod.Get, "/schedules", htmx: true)).StatusCode);
        }

        var elsewhere = await application.SignInAsAsync(user.Email!);
        await EndAsync(how, user, elsewhere);
        foreach (var session in sessions)
        {
            await session.PageAsync("/schedules", HttpStatusCode.Redirect);
            await session.PageAsync("/partner-companies", HttpStatusCode.Redirect);
        }

        // Each of these comes first after the end in a session of its own, with the cookie still there.
        foreach (var (method, url, htmx, expected) in new[]
        {
            (HttpMethod.Get, "/schedules", true, HttpStatusCode.Unauthorized),
            (HttpMethod.Get, "/partner-companies?handler=Progress", true, HttpStatusCode.Unauthorized),
            (HttpMethod.Post, "/schedules/new", true, HttpStatusCode.Unauthorized),
            (HttpMethod.Post, "/schedules/new", false, HttpStatusCode.Unauthorized),
        })
        {
            var other = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
            var session = await application.SignInAsAsync(other.Email!);
            await EndAsync(how, other, await application.SignInAsAsync(other.Email!));
            var answer = await AskAsync(session, method, url, htmx);
            Assert.Equal(expected, answer.StatusCode);
            Assert.Equal(method == HttpMethod.Get, answer.Headers.Contains("HX-Redirect"));
        }
    }

    [Fact]
    public async Task A_role_that_is_taken_away_is_gone_with_the_next_request()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var session = await application.SignInAsAsync(user.Email!);
        await session.PageAsync("/schedules");
        var administrator = await application.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync(
            $"/settings/user-accounts/{user.Id}", new() { ["Roles"] = Roles.CollectReport }, form: "#user-account");
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(session, HttpMethod.Get, "/schedules", htmx: true)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(session, HttpMethod.Post, "/schedules/new", htmx: true)).StatusCode);
        await session.PageAsync("/partner-companies");
    }

    [Fact]
    public async Task Changing_ones_own_password_keeps_the_session_that_did_it()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var here = await application.SignInAsAsync(user.Email!);
        await EndAsync("password changed elsewhere", user, here);
        await here.PageAsync("/partner-companies");
    }

    [Fact]
    public async Task An_empty_present_password_is_refused_beside_its_own_field()
    {
        var client = await application.SignInAsync(Roles.CollectReport);
        var answer = await client.SubmitAsync("/account/change-password", new() { ["Present"] = "", ["Password"] = "", ["Again"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.NotEqual("", page.QuerySelector("#Present-error")!.TextContent);
        Assert.Equal("", page.QuerySelector("#Password-error")!.TextContent);
    }

    [Fact]
    public async Task A_password_set_by_staff_is_changed_before_anything_else_and_cannot_be_kept()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        await EndAsync("password set by staff", user, await application.SignInAsAsync(user.Email!));
        var partner = await application.SignInAsAsync(user.Email!, "seven red kettles");
        foreach (var htmx in new[] { true, false })
        {
            var held = await AskAsync(partner, HttpMethod.Get, "/partner-companies", htmx);
            Assert.StartsWith(
                "/account/change-password", htmx ? held.Headers.GetValues("HX-Redirect").Single() : held.Headers.Location!.OriginalString,
                StringComparison.Ordinal);
        }

        var same = await partner.SubmitAsync(
            "/account/change-password",
            new() { ["Present"] = "seven red kettles", ["Password"] = "seven red kettles", ["Again"] = "seven red kettles" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, same.StatusCode);
        await partner.PageAsync("/partner-companies", HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("insert into users (id, name, user_name, normalized_user_name, email, normalized_email, email_confirmed, "
        + "phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, must_change_password, created_at) values "
        + "(gen_random_uuid(), 'x', 'x', 'x', 'CAPITALS@example.org', 'written past the application', true, false, false, true, 0, "
        + "false, now())")]
    [InlineData("update users set email = 'CAPITALS@Example.org' where email = 'other.capitals@example.org'")]
    public async Task The_database_itself_keeps_addresses_apart_that_differ_only_in_capitals(string sql)
    {
        await application.DoAsync("delete from users where email in ('capitals@example.org', 'other.capitals@example.org')");
        await application.CreateUserAsync("capitals@example.org", Roles.CollectReport);
        await application.CreateUserAsync("other.capitals@example.org", Roles.CollectReport);
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => application.DoAsync(sql));
        Assert.Equal("users_email_without_capitals", refused.ConstraintName);
    }

    private async Task EndAsync(string how, User user, HttpClient elsewhere)
    {
        var answer = how switch
        {
            "deactivated" =>
                await (await application.SignInAsync(Roles.Administrator)).SubmitAsync(
                    $"/settings/user-accounts/{user.Id}", form: "#confirm-active form"),
            "password set by staff" => await (await application.SignInAsync(Roles.Administrator))
                .SubmitAsync($"/settings/user-accounts/{user.Id}/change-password", new() { ["Password"] = "seven red kettles" }),
            "password changed elsewhere" => await elsewhere.SubmitAsync(
                "/account/change-password",
                new() { ["Present"] = TestApplication.Password, ["Password"] = "seven red kettles", ["Again"] = "seven red kettles" }),
            "two steps set up elsewhere" => await SetUpTwoStepAsync(elsewhere),
            _ => await ResetTwoStepAsync(user),
        };
        Assert.True((int)answer.StatusCode < 400, $"{how}: {answer.StatusCode}");
    }

    private async Task<HttpResponseMessage> SetUpTwoStepAsync(HttpClient client)
    {
        var page = await client.PageAsync("/account/two-step");
        return await client.SubmitAsync(page, "/account/two-step", new() { ["Code"] = AuthenticatorApp.On(page).Next(application) });
    }

    private async Task<HttpResponseMessage> ResetTwoStepAsync(User user)
    {
        // Set up behind the sessions' backs, so that it is the reset that ends them.
        await application.DoAsync(
            "insert into authenticators (user_id, key_protected, last_step, set_up_at) values (@Id, '\\x00', 1, now())", new { user.Id });
        return await (await application.SignInAsync(Roles.Administrator)).SubmitAsync(
            $"/settings/user-accounts/{user.Id}/reset-two-step", form: "#reset-two-step");
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, HttpMethod method, string url, bool htmx)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent([]);
        }

        if (htmx)
        {
            request.Headers.Add("HX-Request", "true");
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
