using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.ManageUsers.Staff;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;

namespace CustomerListSchedules.Integration.SignIn;

public sealed class TwoStepTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task The_second_step_is_asked_for_once_it_is_set_up_and_other_sessions_end()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var here = await application.SignInAsAsync(user.Email!);
        var elsewhere = await application.SignInAsAsync(user.Email!);
        var (app, codes) = await SetUpAsync(here);

        Assert.Equal(10, codes.Length);
        Assert.All(codes, code => Assert.Equal(24, code.Count(char.IsAsciiLetterOrDigit)));
        await here.PageAsync("/schedules");
        await elsewhere.PageAsync("/schedules", HttpStatusCode.Redirect);
        var (visitor, answer) = await EnterPasswordAsync(user, "/runs");
        Assert.Equal("/sign-in/code?returnUrl=%2Fruns", answer.Headers.Location!.OriginalString);
        await visitor.PageAsync("/runs", HttpStatusCode.Redirect);
        var signedIn = await EnterCodeAsync(visitor, app.Next(application), "/runs");
        Assert.Equal("/runs", signedIn.Headers.Location!.OriginalString);
        await visitor.PageAsync("/runs");
        Assert.Equal(
            ["account.signed_in", "account.signed_in", "account.two_step_set_up", "account.password_accepted", "account.signed_in"],
            await AuditAsync(user));
    }

    [Fact]
    public async Task A_code_lets_in_once_even_two_who_send_it_at_the_same_moment()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, _) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await EnterCodeAsync((await EnterPasswordAsync(user)).Visitor, app.Last)).StatusCode);

        var visitors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EnterPasswordAsync(user)));
        var code = app.Next(application);
        var answers = await Task.WhenAll(visitors.Select(visit => EnterCodeAsync(visit.Visitor, code)));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther));
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once_and_says_how_many_are_left()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator);
        var (_, codes) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        var (visitor, _) = await EnterPasswordAsync(user);
        Assert.Equal(HttpStatusCode.SeeOther, (await EnterCodeAsync(visitor, codes[3].ToLowerInvariant(), recovery: true)).StatusCode);
        Assert.Contains(
            "9 are left", (await visitor.PageAsync("/schedules")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);

        var (again, _) = await EnterPasswordAsync(user);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await EnterCodeAsync(again, codes[3], recovery: true)).StatusCode);
        Assert.Contains("account.recovery_code_used", await AuditAsync(user));
    }

    [Fact]
    public async Task Five_wrong_codes_close_the_account_and_right_passwords_between_them_do_not_help()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, codes) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        for (var i = 0; i < 5; i++)
        {
            var (visitor, _) = await EnterPasswordAsync(user);
            Assert.Equal(
                HttpStatusCode.UnprocessableEntity,
                (await EnterCodeAsync(visitor, i % 2 == 0 ? "000000x" : "BCDF-BCDF-BCDF-BCDF-BCDF-BCDF", recovery: i % 2 == 1)).StatusCode);
        }

        var locked = application.Visitor();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await locked.SubmitAsync("/sign-in", Password(user))).StatusCode);
        application.Pass(SignInFailures.ClosedFor);
        var (opened, _) = await EnterPasswordAsync(user);
        Assert.Equal(HttpStatusCode.SeeOther, (await EnterCodeAsync(opened, app.Next(application))).StatusCode);
        Assert.NotEmpty(codes);
    }

    [Fact]
    public async Task An_account_that_is_closed_takes_no_code_however_right()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, codes) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        var (visitor, _) = await EnterPasswordAsync(user);
        for (var i = 0; i < 5; i++)
        {
            await application.Visitor().SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = "a wrong password" });
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await EnterCodeAsync(visitor, app.Next(application))).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await EnterCodeAsync(visitor, codes[0], recovery: true)).StatusCode);
        Assert.Equal(
            10,
            await application.AskAsync<int>(
                "select count(*)::int from recovery_codes where user_id = @Id and used_at is null", new { user.Id }));
    }

    [Fact]
    public async Task Whoever_runs_the_server_takes_the_second_step_off_an_account()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator);
        await SetUpAsync(await application.SignInAsAsync(user.Email!));
        Assert.Equal(
            1,
            await ResetTwoStepCommand.RunAsync(
                application.Services, ["reset-two-step", "nobody.here@example.org"], TestContext.Current.CancellationToken));
        Assert.Equal(
            1, await ResetTwoStepCommand.RunAsync(application.Services, ["reset-two-step"], TestContext.Current.CancellationToken));
        Assert.Equal(
            0,
            await ResetTwoStepCommand.RunAsync(
                application.Services, ["reset-two-step", user.Email!.ToUpperInvariant()], TestContext.Current.CancellationToken));
        await (await application.SignInAsAsync(user.Email!)).PageAsync("/schedules");
        Assert.Equal("whoever runs the server", await application.AskAsync<string>(
            "select who from audit where action = 'account.two_step_reset' and subject_id = @id", new { id = user.Id.ToString() }));
    }

    [Theory]
    [InlineData("update users set deactivated_at = now() where id = @Id")]
    [InlineData("update users set security_stamp = 'changed' where id = @Id")]
    [InlineData("delete from authenticators where user_id = @Id")]
    public async Task Half_a_sign_in_ends_with_what_it_began_with(string change)
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, _) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        var (visitor, _) = await EnterPasswordAsync(user);
        var page = await visitor.PageAsync("/sign-in/code");
        await application.DoAsync(change, new { user.Id });
        await visitor.SubmitAsync(page, "/sign-in/code", new() { ["Typed"] = app.Next(application) });
        await visitor.PageAsync("/schedules", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Another_accounts_code_and_offer_are_none_of_mine()
    {
        var mine = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var theirs = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, codes) = await SetUpAsync(await application.SignInAsAsync(theirs.Email!));
        await SetUpAsync(await application.SignInAsAsync(mine.Email!));
        var (visitor, _) = await EnterPasswordAsync(mine);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await EnterCodeAsync(visitor, app.Next(application))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await EnterCodeAsync(visitor, codes[0], recovery: true)).StatusCode);

        var third = await application.SignInAsync(Roles.InsightsAndMailings);
        var fourth = await application.SignInAsync(Roles.InsightsAndMailings);
        var offered = await third.PageAsync("/account/two-step");
        var app3 = AuthenticatorApp.On(offered);
        var refused = await fourth.SubmitAsync(
            "/account/two-step",
            new() { ["Offer"] = offered.QuerySelector("[name=Offer]")!.GetAttribute("value"), ["Code"] = app3.Next(application) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_wrong_code_keeps_the_picture_that_was_scanned()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var page = await staff.PageAsync("/account/two-step");
        var app = AuthenticatorApp.On(page);
        Assert.NotEmpty(page.QuerySelector("svg.qr path")!.GetAttribute("d")!);
        var refused = await staff.SubmitAsync(page, "/account/two-step", new() { ["Code"] = "12345" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var again = await refused.DocumentAsync();
        Assert.Contains("not the code", again.QuerySelector("#Code-error")!.TextContent, StringComparison.Ordinal);
        var done = await staff.SubmitAsync(again, "/account/two-step", new() { ["Code"] = app.Next(application) });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Fact]
    public async Task Recovery_codes_are_shown_once_downloaded_and_renewed_with_the_password()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(user.Email!);
        var app = AuthenticatorApp.On(await client.PageAsync("/account/two-step"));
        var first = await (await SubmitSetUpAsync(client, app)).DocumentAsync();
        var shown = Codes(first);
        using var download = await client.SubmitAsync(first, "/account/two-step", form: "form[action$=Download]");
        Assert.Equal("recovery-codes.txt", download.Content.Headers.ContentDisposition!.FileName);
        Assert.True(download.Headers.CacheControl!.NoStore);
        var text = await download.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(shown, code => Assert.Contains(code, text, StringComparison.Ordinal));
        Assert.DoesNotContain(shown[0], (await client.PageAsync("/account/two-step")).Body!.TextContent, StringComparison.Ordinal);

        var wrong = await client.SubmitAsync("/account/two-step/recovery-codes", new() { ["Present"] = "not my password" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var renewed = Codes(await (await client.SubmitAsync(
            "/account/two-step/recovery-codes", new() { ["Present"] = TestApplication.Password })).DocumentAsync());
        Assert.Empty(shown.Intersect(renewed));
        Assert.Equal(
            HttpStatusCode.NotFound, (await client.SubmitAsync(first, "/account/two-step", form: "form[action$=Download]")).StatusCode);
        var (visitor, _) = await EnterPasswordAsync(user);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await EnterCodeAsync(visitor, shown[0], recovery: true)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await EnterCodeAsync(visitor, renewed[0], recovery: true)).StatusCode);
        Assert.Contains("account.password_refused", await AuditAsync(user));
    }

    [Fact]
    public async Task Moving_to_another_app_takes_the_password_and_ends_the_old_one()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(user.Email!);
        var (old, _) = await SetUpAsync(client);
        application.Pass(Duration.FromMinutes(6));
        var page = await client.PageAsync("/account/two-step?move=true");
        var app = AuthenticatorApp.On(page);
        var refused = await client.SubmitAsync(page, "/account/two-step", new() { ["Code"] = app.Next(application), ["Present"] = "" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(app.Last, (await refused.DocumentAsync()).QuerySelector("#Code")!.GetAttribute("value"), StringComparison.Ordinal);
        var done = await client.SubmitAsync(
            await refused.DocumentAsync(), "/account/two-step", new() { ["Code"] = app.Last, ["Present"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);

        var (visitor, _) = await EnterPasswordAsync(user);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await EnterCodeAsync(visitor, old.Next(application))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await EnterCodeAsync(visitor, app.Next(application))).StatusCode);
    }

    [Fact]
    public async Task Turning_it_off_takes_the_password()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(user.Email!);
        await SetUpAsync(client);
        var wrong = await client.SubmitAsync("/account/two-step/turn-off", new() { ["Present"] = "not my password" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(
            "/account",
            (await client.SubmitAsync(
                "/account/two-step/turn-off", new() { ["Present"] = TestApplication.Password })).Headers.Location!.OriginalString);
        await client.PageAsync("/account");
        await application.SignInAsAsync(user.Email!);
    }

    [Fact]
    public async Task Partners_are_never_asked_even_where_they_were_staff_once()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        await SetUpAsync(client);
        await application.DoAsync(
            "delete from user_roles using roles where roles.id = role_id and user_id = @Id and name <> 'Collect Report'", new { user.Id });
        var partner = await application.SignInAsAsync(user.Email!);
        await partner.PageAsync("/account/two-step", HttpStatusCode.Forbidden);
        Assert.DoesNotContain("Two-step", (await partner.PageAsync("/account")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_staff_again_signs_in_with_the_second_step_first()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings, Roles.CollectReport);
        await SetUpAsync(await application.SignInAsAsync(user.Email!));
        var administrator = await application.SignInAsync(Roles.Administrator);
        var url = $"/settings/user-accounts/{user.Id}";
        await administrator.SubmitAsync(url, new() { ["Roles"] = Roles.CollectReport }, form: "#user-account");
        var partner = await application.SignInAsAsync(user.Email!);
        await partner.PageAsync("/partner-companies");
        await administrator.SubmitAsync(url, new() { ["Roles"] = Roles.InsightsAndMailings }, form: "#user-account");
        await partner.PageAsync("/schedules", HttpStatusCode.Redirect);
        Assert.StartsWith(
            "/sign-in/code", (await EnterPasswordAsync(user)).Answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_resets_a_colleague_whose_telephone_is_lost_and_not_themselves()
    {
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var office = await application.SignInAsAsync(administrator.Email!);
        await SetUpAsync(office);
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var session = await application.SignInAsAsync(user.Email!);
        await SetUpAsync(session);

        var url = $"/settings/user-accounts/{user.Id}";
        Assert.Equal(url, (await office.SubmitAsync(url + "/reset-two-step")).Headers.Location!.OriginalString);
        await session.PageAsync("/schedules", HttpStatusCode.Redirect);
        await application.SignInAsAsync(user.Email!);
        Assert.Contains("account.two_step_reset", await AuditAsync(user));

        var page = await office.PageAsync(url);
        var own = page.QuerySelector("#confirm-active form")!;
        own.SetAttribute("action", $"/settings/user-accounts/{administrator.Id}/reset-two-step");
        await office.SubmitAsync(page, url, form: "#confirm-active form");
        Assert.Equal(
            1, await application.AskAsync<int>("select count(*)::int from authenticators where user_id = @Id", new { administrator.Id }));
    }

    [Fact]
    public async Task When_the_keys_are_lost_recovery_codes_still_let_in_and_the_page_says_what_to_do()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, codes) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        await application.DoAsync("update authenticators set key_protected = '\\x0102' where user_id = @Id", new { user.Id });
        var (visitor, _) = await EnterPasswordAsync(user);
        for (var i = 0; i < 6; i++)
        {
            var refused = await EnterCodeAsync(visitor, app.Next(application));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(
                "protection keys were lost", (await refused.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent,
                StringComparison.Ordinal);
        }

        var accepted = await EnterCodeAsync(visitor, codes[0], recovery: true);
        Assert.Equal("/account/two-step", accepted.Headers.Location!.OriginalString);
        var page = await visitor.PageAsync("/account/two-step?move=true");
        var again = AuthenticatorApp.On(page);
        var done = await visitor.SubmitAsync(
            page, "/account/two-step", new() { ["Code"] = again.Next(application), ["Present"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        var (next, _) = await EnterPasswordAsync(user);
        Assert.Equal(HttpStatusCode.SeeOther, (await EnterCodeAsync(next, again.Next(application))).StatusCode);
    }

    [Fact]
    public async Task Keys_are_never_stored_in_the_clear()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var (app, codes) = await SetUpAsync(await application.SignInAsAsync(user.Email!));
        var stored = await application.AskAsync<byte[]>("select key_protected from authenticators where user_id = @Id", new { user.Id });
        Assert.DoesNotContain(Convert.ToHexString(app.Key), Convert.ToHexString(stored), StringComparison.Ordinal);
        var everything = await application.AskAsync<string>(
            "select concat((select string_agg(a::text, '') from audit a), (select string_agg(c::text, '') "
            + "from recovery_codes c), (select string_agg(u::text, '') from users u))");
        Assert.DoesNotContain(codes[0], everything, StringComparison.Ordinal);
        Assert.DoesNotContain(Base32.Encode(app.Key), everything, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Password(User user) =>
        new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password };

    private async Task<(HttpClient Visitor, HttpResponseMessage Answer)> EnterPasswordAsync(User user, string returnUrl = "/")
    {
        var visitor = application.Visitor();
        var answer = await visitor.SubmitAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl), Password(user));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return (visitor, answer);
    }

    private static Task<HttpResponseMessage> EnterCodeAsync(
        HttpClient visitor, string code, string returnUrl = "/", bool recovery = false) =>
        visitor.SubmitAsync(
            $"/sign-in/code?returnUrl={Uri.EscapeDataString(returnUrl)}{(recovery ? "&recovery=true" : "")}", new() { ["Typed"] = code });

    private async Task<(AuthenticatorApp App, string[] Codes)> SetUpAsync(HttpClient client)
    {
        var page = await client.PageAsync("/account/two-step");
        var app = AuthenticatorApp.On(page);
        var done = await client.SubmitAsync(page, "/account/two-step", new() { ["Code"] = app.Next(application) });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        return (app, Codes(await done.DocumentAsync()));
    }

    private async Task<HttpResponseMessage> SubmitSetUpAsync(HttpClient client, AuthenticatorApp app)
    {
        var page = await client.PageAsync("/account/two-step");
        app.Learn(page);
        return await client.SubmitAsync(page, "/account/two-step", new() { ["Code"] = app.Next(application) });
    }

    private static string[] Codes(IHtmlDocument page) => [.. page.QuerySelectorAll(".codes li").Select(item => item.TextContent.Trim())];

    private Task<IReadOnlyList<string>> AuditAsync(User user) => application.ListAsync<string>(
        "select action from audit where subject_type = 'account' and subject_id = @id order by id", new { id = user.Id.ToString() });
}
