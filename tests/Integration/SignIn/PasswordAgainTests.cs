using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;

namespace CustomerListSchedules.Integration.SignIn;

/// <summary>What a session that somebody left open must not change is asked the password for, in the same form.</summary>
public sealed class PasswordAgainTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string Wrong = "not my password";

    [Fact]
    public async Task A_change_of_roles_asks_for_it_after_five_minutes_and_keeps_what_was_typed()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var url = $"/settings/user-accounts/{user.Id}";
        Assert.Null((await administrator.PageAsync(url)).QuerySelector("#Present"));
        application.Pass(Duration.FromMinutes(6));

        Dictionary<string, string?> change = new() { ["Roles"] = Roles.Administrator, ["Name"] = "Another name" };
        foreach (var htmx in new[] { false, true })
        {
            foreach (var typed in new[] { "", Wrong })
            {
                change["Present"] = typed;
                var page = await administrator.PageAsync(url);
                var refused = await administrator.SubmitAsync(page, url, change, "#user-account", htmx);
                await ShouldAskAsync(refused, typed);
                var again = await refused.DocumentAsync();
                Assert.Equal("Another name", again.QuerySelector("#Name")!.GetAttribute("value"));
                Assert.Equal(
                    Roles.Administrator, ((IHtmlInputElement)Assert.Single(again.QuerySelectorAll("[name=Roles][checked]"))).Value);
            }
        }

        Assert.Equal([Roles.CollectReport], await RolesAsync(user));
        change["Present"] = TestApplication.Password;
        await SaveAsync(administrator, url, change);
        Assert.Equal([Roles.Administrator], await RolesAsync(user));

        // It holds for five minutes more.
        Assert.Null((await administrator.PageAsync(url)).QuerySelector("#Present"));
        await SaveAsync(administrator, url, new() { ["Roles"] = Roles.CollectReport });
    }

    [Fact]
    public async Task Giving_somebody_else_a_password_asks_for_ones_own()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        foreach (var (url, role) in new[] { ("/settings/user-accounts", Roles.Administrator), ("/users", Roles.CollectReport) })
        {
            var user = await application.CreateUserAsync(null, role);
            var change = $"{url}/{user.Id}/change-password";
            application.Pass(Duration.FromMinutes(6));
            Dictionary<string, string?> typed = new() { ["Password"] = "three blue kettles" };
            await ShouldAskAsync(await administrator.SubmitAsync(change, typed), "");
            typed["Present"] = Wrong;
            await ShouldAskAsync(await administrator.SubmitAsync(change, typed, htmx: true), Wrong);
            using (await application.SignInAsAsync(user.Email!))
            {
                typed["Present"] = TestApplication.Password;
                using var changed = await administrator.SubmitAsync(change, typed);
                Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
            }
        }
    }

    [Fact]
    public async Task Letting_staff_in_without_a_second_step_asks_for_it_and_other_settings_do_not()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await application.DoAsync("update venue_settings set require_two_step = true, version = version + 1");
        await application.DoAsync("update venue_settings set require_two_step = false, version = version + 1");
        application.Pass(Duration.FromMinutes(6));
        using var other = await administrator.SubmitAsync("/settings", new() { ["Input.LinkDays"] = "8" });
        Assert.Equal(HttpStatusCode.SeeOther, other.StatusCode);
        await ShouldAskAsync(await administrator.SubmitAsync("/settings", new() { ["Input.RequireTwoStep"] = "true" }), "");
        Assert.False(await application.AskAsync<bool>("select require_two_step from venue_settings"));
    }

    [Fact]
    public async Task A_change_of_the_address_asks_for_it_and_one_of_the_name_does_not()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var url = $"/settings/user-accounts/{user.Id}";
        application.Pass(Duration.FromMinutes(6));
        await SaveAsync(administrator, url, new() { ["Name"] = "A new name" });
        var refused = await administrator.SubmitAsync(url, new() { ["Email"] = "taken.over@example.org" }, form: "#user-account");
        await ShouldAskAsync(refused, "");
        await SaveAsync(
            administrator, url, new() { ["Email"] = "moved.on@example.org", ["Present"] = TestApplication.Password });
        Assert.Equal("moved.on@example.org", await application.AskAsync<string>("select email from users where id = @Id", new { user.Id }));
    }

    [Fact]
    public async Task Adding_somebody_of_staff_asks_for_it_and_adding_a_partner_does_not()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        application.Pass(Duration.FromMinutes(6));
        Dictionary<string, string?> person = new()
        {
            ["Name"] = "New", ["Email"] = "new.staff@example.org", ["Password"] = "three blue kettles", ["Roles"] = Roles.Administrator,
        };
        await ShouldAskAsync(await administrator.SubmitAsync("/settings/user-accounts/new", person), "");
        person["Roles"] = Roles.CollectReport;
        Assert.Equal(HttpStatusCode.SeeOther, (await administrator.SubmitAsync("/settings/user-accounts/new", person)).StatusCode);
    }

    [Fact]
    public async Task Setting_the_second_step_up_and_taking_it_away_ask_for_it()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator);
        var client = await application.SignInAsAsync(user.Email!);
        application.Pass(Duration.FromMinutes(6));
        var page = await client.PageAsync("/account/two-step");
        var app = AuthenticatorApp.On(page);
        foreach (var typed in new[] { "", Wrong })
        {
            await ShouldAskAsync(
                await client.SubmitAsync(page, "/account/two-step", new() { ["Code"] = app.Next(application), ["Present"] = typed }),
                typed);
        }

        var done = await client.SubmitAsync(
            page, "/account/two-step", new() { ["Code"] = app.Next(application), ["Present"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        application.Pass(Duration.FromMinutes(6));
        await ShouldAskAsync(await client.SubmitAsync("/account/two-step/turn-off"), "");
        await ShouldAskAsync(await client.SubmitAsync("/account/two-step/recovery-codes"), "");

        var office = await application.SignInAsync(Roles.Administrator);
        application.Pass(Duration.FromMinutes(6));
        var reset = $"/settings/user-accounts/{user.Id}/reset-two-step";
        foreach (var typed in new[] { "", Wrong })
        {
            await ShouldAskAsync(await office.SubmitAsync(reset, new() { ["Present"] = typed }), typed);
        }

        await client.PageAsync("/account");
        Assert.Equal(
            HttpStatusCode.SeeOther, (await office.SubmitAsync(reset, new() { ["Present"] = TestApplication.Password })).StatusCode);
        Assert.Equal(0, await application.AskAsync<int>(
            "select count(*)::int from authenticators where user_id = @Id", new { user.Id }));
    }

    [Fact]
    public async Task Ten_wrong_passwords_in_a_row_end_the_session_and_no_other()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator);
        var other = await application.SignInAsAsync(user.Email!);
        var client = await application.SignInAsAsync(user.Email!);
        Dictionary<string, string?> change = new()
        {
            ["Present"] = Wrong, ["Password"] = "four green kettles", ["Again"] = "four green kettles",
        };
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(
                HttpStatusCode.UnprocessableEntity, (await client.SubmitAsync("/account/change-password", change)).StatusCode);
        }

        // A right one sets the count back.
        Assert.Equal(HttpStatusCode.SeeOther, (await client.SubmitAsync(
            $"/settings/user-accounts/{user.Id}", new() { ["Present"] = TestApplication.Password }, form: "#user-account")).StatusCode);
        var page = await client.PageAsync("/account/change-password");
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(
                HttpStatusCode.UnprocessableEntity, (await client.SubmitAsync(page, "/account/change-password", change)).StatusCode);
        }

        var last = await client.SubmitAsync(page, "/account/change-password", change);
        Assert.Equal("/sign-in?ended=true", last.Headers.Location!.OriginalString);
        await client.PageAsync("/account", HttpStatusCode.Redirect);
        await other.PageAsync("/account");
        Assert.Equal(
            "ten wrong passwords in a row",
            await application.AskAsync<string>(
                "select details->>'why' from audit where action = 'account.session_ended' and subject_id = @id",
                new { id = user.Id.ToString() }));
    }

    [Fact]
    public async Task Wrong_passwords_at_the_same_moment_all_count()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        var page = await client.PageAsync("/account/change-password");
        var answers = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => client.SubmitAsync(
            page, "/account/change-password",
            new() { ["Present"] = Wrong, ["Password"] = "four green kettles", ["Again"] = "four green kettles" })));
        Assert.Equal(9, answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity));
        Assert.Equal(10, await application.AskAsync<int>(
            "select count(*)::int from audit where action = 'account.password_refused' and subject_id = @id",
            new { id = user.Id.ToString() }));
    }

    private static async Task ShouldAskAsync(HttpResponseMessage answer, string typed)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.DocumentAsync();
        Assert.Contains(
            typed.Length == 0 ? "Enter your password" : "not your password", page.QuerySelector("#Present-error")!.TextContent,
            StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#Present")!.GetAttribute("value"));
    }

    private static async Task SaveAsync(HttpClient administrator, string url, Dictionary<string, string?> change) => Assert.Equal(
        HttpStatusCode.SeeOther, (await administrator.SubmitAsync(url, change, form: "#user-account")).StatusCode);

    private Task<IReadOnlyList<string>> RolesAsync(User user) => application.ListAsync<string>(
        "select r.name from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = @Id", new { user.Id });
}
