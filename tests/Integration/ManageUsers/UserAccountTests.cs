using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using Dapper;

namespace CustomerListSchedules.Integration.ManageUsers;

public sealed class UserAccountTests(TestApplication application) : IClassFixture<TestApplication>
{
    private static readonly Guid Unknown = new("0199d5a0-ffff-7000-8000-000000000000");

    [Fact]
    public async Task An_administrator_adds_an_account_whose_password_must_be_changed_first()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var saved = await administrator.SubmitAsync("/settings/user-accounts/new", new()
        {
            ["Name"] = "New Person", ["Email"] = " New.Person@Example.org ", ["Password"] = "three blue kettles",
            ["Roles"] = Roles.InsightsAndMailings,
        });
        Assert.Equal("/settings/user-accounts", saved.Headers.Location!.OriginalString);
        var list = await administrator.PageAsync("/settings/user-accounts?search=new.person");
        Assert.Contains("New.Person@Example.org", list.Body!.TextContent, StringComparison.Ordinal);

        var person = await application.SignInAsAsync("new.person@example.org", "three blue kettles");
        var held = await person.GetAsync("/account?x=1", TestContext.Current.CancellationToken);
        Assert.Equal("/account/change-password?returnUrl=%2Faccount%3Fx%3D1", held.Headers.Location!.OriginalString);
        var changed = await person.SubmitAsync(held.Headers.Location.OriginalString, new()
        {
            ["Present"] = "three blue kettles", ["Password"] = "four green kettles", ["Again"] = "four green kettles",
        });
        Assert.Equal("/account?x=1", changed.Headers.Location!.OriginalString);
        await person.PageAsync("/users");
    }

    [Fact]
    public async Task An_address_that_differs_only_in_capitals_is_refused_beside_the_field()
    {
        await application.CreateUserAsync("Taken@example.org", Roles.CollectReport);
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        foreach (var htmx in new[] { false, true })
        {
            var answer = await staff.SubmitAsync(
                "/users/new", new() { ["Name"] = "Somebody", ["Email"] = "taken@EXAMPLE.org", ["Password"] = "three blue kettles" },
                htmx: htmx);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var page = await answer.DocumentAsync();
            Assert.Contains(
                "an account with this address already", page.QuerySelector("#Email-error")!.TextContent, StringComparison.Ordinal);
            var field = page.QuerySelector("#Email")!;
            Assert.Equal("taken@EXAMPLE.org", field.GetAttribute("value"));
            Assert.Equal("true", field.GetAttribute("aria-invalid"));
            Assert.Contains("Email-error", field.GetAttribute("aria-describedby"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_who_add_the_same_address_at_once_make_one_account()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => staff.PageAsync("/users/new")));
        var answers = await Task.WhenAll(pages.Select((page, i) => staff.SubmitAsync(
            page, "/users/new",
            new()
            {
                ["Name"] = "Same",
                ["Email"] = i % 2 == 0 ? "same@example.org" : "Same@example.org",
                ["Password"] = "three blue kettles",
            })));
        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther));
        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Staff_add_accounts_with_Collect_Report_alone_whatever_they_post()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var saved = await staff.SubmitAsync("/users/new", new()
        {
            ["Name"] = "Partner", ["Email"] = "partner.only@example.org", ["Password"] = "three blue kettles",
            ["Roles"] = Roles.Administrator,
        });
        Assert.Equal("/users", saved.Headers.Location!.OriginalString);
        var page = await staff.PageAsync("/users");
        Assert.Contains(
            "can sign in now, at http://localhost/partner-companies.", page.QuerySelector(".notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("http://localhost/partner-companies", page.QuerySelector("#partners-address[readonly]")!.GetAttribute("value"));
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal([Roles.CollectReport], await connection.QueryAsync<string>(
            "select r.name from users u join user_roles ur on ur.user_id = u.id join roles r on r.id = ur.role_id "
            + "where u.email = 'partner.only@example.org'"));
    }

    [Fact]
    public async Task Any_other_account_answers_staff_like_one_that_does_not_exist()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var both = await application.CreateUserAsync(null, Roles.CollectReport, Roles.InsightsAndMailings);
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var list = await staff.PageAsync("/users");
        Assert.DoesNotContain(both.Email!, list.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(partner.Email!, list.Body.TextContent, StringComparison.Ordinal);

        foreach (var id in new[] { both.Id, administrator.Id, Unknown })
        {
            await staff.PageAsync($"/users/{id}/change-password", HttpStatusCode.NotFound);
            var mine = await staff.PageAsync($"/users/{partner.Id}/change-password");
            mine.QuerySelector("main form")!.SetAttribute("action", $"/users/{id}/change-password");
            var changed = await staff.SubmitAsync(mine, "", new() { ["Password"] = "three blue kettles" });
            Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
            var deactivated = await staff.SubmitAsync("/users", new() { ["id"] = id.ToString() }, form: "dialog form");
            Assert.Equal(HttpStatusCode.NotFound, deactivated.StatusCode);
        }
    }

    [Fact]
    public async Task Changing_a_password_beside_a_name_ends_the_sessions_and_opens_a_closed_account()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var session = await application.SignInAsAsync(partner.Email!);
        for (var i = 0; i < 6; i++)
        {
            await application.Visitor().SubmitAsync("/sign-in", new() { ["Email"] = partner.Email, ["Password"] = "a wrong password" });
        }

        var answer = await staff.SubmitAsync($"/users/{partner.Id}/change-password", new() { ["Password"] = "three blue kettles" });
        Assert.Equal("/users", answer.Headers.Location!.OriginalString);
        await session.PageAsync("/account", HttpStatusCode.Redirect);
        await application.SignInAsAsync(partner.Email!, "three blue kettles");
    }

    [Fact]
    public async Task Who_cannot_sign_in_for_wrong_passwords_stands_first_and_who_is_deactivated_last()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var (first, locked, gone) = ("aa.order@example.org", "zz.order@example.org", "aaa.order@example.org");
        foreach (var email in new[] { first, locked, gone })
        {
            await application.CreateUserAsync(email, Roles.CollectReport);
        }

        await application.DoAsync("update users set deactivated_at = now() where email = @gone", new { gone });
        for (var i = 0; i < 6; i++)
        {
            await application.Visitor().SubmitAsync("/sign-in", new() { ["Email"] = locked, ["Password"] = "a wrong password" });
        }

        var rows = (await staff.PageAsync("/users?search=.order@")).QuerySelectorAll("tbody tr");

        Assert.Equal([locked, first, gone], rows.Select(row => row.QuerySelector("th .second")!.TextContent));
        Assert.Equal(["Many wrong passwords", "Active", "Deactivated"], rows.Select(row => row.QuerySelector(".badge")!.TextContent));
        Assert.Equal(
            ["Edit", "Change Password", "Reactivate"],
            rows[2].QuerySelectorAll(".row-menu :is(a, button)").Select(each => each.TextContent.Trim()));
    }

    [Fact]
    public async Task Ones_own_password_is_not_set_beside_a_name_without_the_present_one()
    {
        var own = await application.CreateUserAsync(null, Roles.Administrator);
        var other = await application.CreateUserAsync(null, Roles.CollectReport);
        var administrator = await application.SignInAsAsync(own.Email!);
        var form = await administrator.PageAsync($"/settings/user-accounts/{other.Id}/change-password");
        form.QuerySelector("main form")!.SetAttribute("action", $"/settings/user-accounts/{own.Id}/change-password");

        var answer = await administrator.SubmitAsync(form, "", new() { ["Password"] = "three blue kettles" });

        Assert.Equal("/account/change-password", answer.Headers.Location!.OriginalString);
        await application.SignInAsAsync(own.Email!);
    }

    [Fact]
    public async Task Deactivating_ends_sessions_at_once_and_reactivating_does_not_bring_them_back()
    {
        var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var partner = await application.CreateUserAsync(null, Roles.CollectReport);
        var session = await application.SignInAsAsync(partner.Email!);
        await session.PageAsync("/account");
        Assert.Equal(HttpStatusCode.SeeOther, (await staff.SubmitAsync("/users", form: $"#deactivate-{partner.Id} form")).StatusCode);
        await session.PageAsync("/account", HttpStatusCode.Redirect);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await staff.SubmitAsync("/users", new() { ["id"] = partner.Id.ToString() }, form: "td.actions form")).StatusCode);
        await session.PageAsync("/account", HttpStatusCode.Redirect);
        await application.SignInAsAsync(partner.Email!);
    }

    [Fact]
    public async Task Roles_count_from_the_next_request()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var session = await application.SignInAsAsync(user.Email!);
        await session.PageAsync("/users", HttpStatusCode.Forbidden);
        var url = $"/settings/user-accounts/{user.Id}";
        await administrator.SubmitAsync(url, new() { ["Roles"] = Roles.InsightsAndMailings }, form: "#user-account");
        await session.PageAsync("/users");
    }

    [Fact]
    public async Task The_second_of_two_who_edit_an_account_is_told_and_overwrites_nothing()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var url = $"/settings/user-accounts/{user.Id}";
        var first = await administrator.PageAsync(url);
        var second = await administrator.PageAsync(url);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await administrator.SubmitAsync(first, url, new() { ["Name"] = "First" }, form: "#user-account")).StatusCode);
        var answer = await administrator.SubmitAsync(second, url, new() { ["Name"] = "Second" }, form: "#user-account");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "Somebody else changed this account", (await answer.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal("First", (await administrator.PageAsync(url)).QuerySelector("#Name")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Changes_of_accounts_are_audited_without_the_password()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await administrator.SubmitAsync("/settings/user-accounts/new", new()
        {
            ["Name"] = "Audited", ["Email"] = "audited@example.org", ["Password"] = "three blue kettles", ["Roles"] = Roles.CollectReport,
        });
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var (action, details) = await connection.QuerySingleAsync<(string, string)>(
            "select action, details::text from audit where subject_id = (select id::text from users where email = 'audited@example.org')");
        Assert.Equal("account.created", action);
        Assert.Contains("audited@example.org", details, StringComparison.Ordinal);
        Assert.DoesNotContain("kettles", details, StringComparison.Ordinal);
    }
}

/// <summary>A database of its own: these tests count its administrators.</summary>
public sealed class LastAdministratorTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task The_only_administrator_cannot_give_the_role_up_and_is_told_beside_it()
    {
        await application.DoAsync("update users set deactivated_at = now()");
        var only = await application.CreateUserAsync(null, Roles.Administrator);
        var browser = await application.SignInAsAsync(only.Email!);

        var answer = await browser.SubmitAsync(
            $"/settings/user-accounts/{only.Id}", new() { ["Roles"] = Roles.InsightsAndMailings }, form: "#user-account");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            "last administrator", (await answer.DocumentAsync()).QuerySelector("#Roles-error")!.TextContent, StringComparison.Ordinal);
        await browser.PageAsync("/settings/user-accounts");
        await application.DoAsync("update users set deactivated_at = now()");
    }

    [Fact]
    public async Task A_list_of_more_accounts_than_are_shown_says_so_and_a_search_finds_the_others()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await application.DoAsync(
            """
            with people as (
              insert into users (id, name, email, normalized_email, user_name, normalized_user_name, created_at,
                email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, must_change_password)
              select gen_random_uuid(), 'Partner ' || lpad(n::text, 4, '0'), 'p' || n || '@many.example',
                upper('p' || n || '@many.example'), 'p' || n || '@many.example', upper('p' || n || '@many.example'), now(),
                true, false, false, true, 0, false
              from generate_series(1, 1001) n
              returning id)
            insert into user_roles (user_id, role_id) select people.id, roles.id from people, roles where roles.name = 'Collect Report'
            """);

        foreach (var list in new[] { "/users", "/settings/user-accounts" })
        {
            var page = await administrator.PageAsync(list);
            Assert.Equal(1000, page.QuerySelectorAll("tbody tr").Length);
            Assert.Contains("Only the first 1,000", page.QuerySelector("#accounts-cut")!.TextContent, StringComparison.Ordinal);
            var found = await administrator.PageAsync(list + "?search=partner+1001");
            Assert.Single(found.QuerySelectorAll("tbody tr"));
            Assert.Null(found.QuerySelector("#accounts-cut"));
        }
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_removed_even_by_two_who_remove_each_other()
    {
        var ann = await application.CreateUserAsync("ann@example.org", Roles.Administrator);
        var bob = await application.CreateUserAsync("bob@example.org", Roles.Administrator);
        var annsBrowser = await application.SignInAsAsync(ann.Email!);
        var bobsBrowser = await application.SignInAsAsync(bob.Email!);
        var aboutBob = await annsBrowser.PageAsync($"/settings/user-accounts/{bob.Id}");
        var aboutAnn = await bobsBrowser.PageAsync($"/settings/user-accounts/{ann.Id}");
        await Task.WhenAll(
            annsBrowser.SubmitAsync(aboutBob, "", form: "#confirm-active form"),
            bobsBrowser.SubmitAsync(
                aboutAnn, $"/settings/user-accounts/{ann.Id}", new() { ["Roles"] = Roles.CollectReport }, form: "#user-account"));

        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>(
            """
            select count(*)::int from users u join user_roles ur on ur.user_id = u.id join roles r on r.id = ur.role_id
            where r.name = 'Administrator' and u.deactivated_at is null
            """));
    }
}
