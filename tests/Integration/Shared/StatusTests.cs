using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Web;
using Dapper;

namespace CustomerListSchedules.Integration.Shared;

public sealed class StatusTests(TestApplication application) : IClassFixture<TestApplication>
{
    private static readonly Dictionary<string, string?> Typed = new()
    {
        ["Name"] = "O'Brien & <b>Söhne</b>", ["Email"] = "obrien@example.org", ["Roles"] = Roles.CollectReport,
    };

    [Fact]
    public async Task A_lapsed_session_keeps_what_was_typed_and_saves_it_after_signing_in_again()
    {
        var administrator = await application.CreateUserAsync(null, Roles.Administrator);
        var edited = await application.CreateUserAsync(null, Roles.CollectReport);
        var url = $"/settings/user-accounts/{edited.Id}";
        var client = await application.SignInAsAsync(administrator.Email!);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var form = await client.PageAsync(url);
        await client.SubmitAsync("/sign-out");

        var lapsed = await client.SubmitAsync(form, url, Typed, form: "#user-account");
        Assert.Equal(HttpStatusCode.Unauthorized, lapsed.StatusCode);
        var kept = await lapsed.DocumentAsync();
        Assert.Contains("Sign in in a new tab, then save again", kept.Body!.TextContent, StringComparison.Ordinal);

        await client.SubmitAsync("/sign-in", new() { ["Email"] = administrator.Email, ["Password"] = TestApplication.Password });
        var saved = await client.SubmitAsync(kept, "");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Equal("O'Brien & <b>Söhne</b>", (await client.PageAsync(url)).QuerySelector("#Name")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_form_opened_under_another_sign_in_is_kept_and_saved_with_a_new_token()
    {
        var edited = await application.CreateUserAsync(null, Roles.CollectReport);
        var url = $"/settings/user-accounts/{edited.Id}";
        var other = await application.SignInAsync(Roles.Administrator);
        var form = await other.PageAsync(url);
        var client = await application.SignInAsync(Roles.Administrator);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        var refused = await client.SubmitAsync(form, url, new(Typed) { ["Email"] = "another.sign-in@example.org" }, form: "#user-account");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var saved = await client.SubmitAsync(await refused.DocumentAsync(), "");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
    }

    [Fact]
    public async Task Another_sites_form_gets_neither_its_fields_nor_a_token()
    {
        var client = await application.SignInAsync(Roles.Administrator);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("Name", "Forged")]);
        var refused = await client.PostAsync("/settings/user-accounts/new", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.Null(page.QuerySelector("form"));
        Assert.DoesNotContain("Forged", page.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_never_written_into_a_page()
    {
        var client = await application.SignInAsync(Roles.Administrator);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var form = await client.PageAsync("/settings/user-accounts/new");
        await client.SubmitAsync("/sign-out");
        var lapsed = await client.SubmitAsync(form, "/settings/user-accounts/new", new(Typed) { ["Password"] = "three blue kettles" });
        Assert.Equal(HttpStatusCode.Unauthorized, lapsed.StatusCode);
        Assert.DoesNotContain("kettles", (await lapsed.DocumentAsync()).Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_of_whoever_acts_is_left_out_of_what_is_kept()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var client = await application.SignInAsync(Roles.Administrator);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var url = $"/settings/user-accounts/{user.Id}";
        var form = await client.PageAsync(url);
        await client.SubmitAsync("/sign-out");
        var lapsed = await client.SubmitAsync(
            form, url, new() { ["Name"] = "Kept name", ["Present"] = "three blue kettles" }, "#user-account");
        Assert.Equal(HttpStatusCode.Unauthorized, lapsed.StatusCode);
        var kept = await lapsed.DocumentAsync();
        Assert.Equal("Kept name", kept.QuerySelector("form input[name=Name]")!.GetAttribute("value"));
        Assert.Null(kept.QuerySelector("form input[name=Present]"));
        Assert.DoesNotContain("kettles", kept.Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_the_token_of_its_sign_in_leaves_one_entry_an_hour()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator);
        var client = await application.SignInAsAsync(user.Email!);
        for (var i = 0; i < 3; i++)
        {
            using var forged = await client.PostAsync(
                "/users/new", new FormUrlEncodedContent([KeyValuePair.Create("Name", "Forged")]), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        }

        Assert.Equal(
            ["/users/new"],
            await application.ListAsync<string>(
                "select subject_id from audit where action = 'form.refused' and user_id = @Id", new { user.Id }));
    }

    [Fact]
    public async Task A_form_that_does_not_say_so_is_not_written_into_a_page()
    {
        var client = await application.SignInAsync(Roles.Administrator);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var form = await client.PageAsync("/settings/user-accounts/new");
        await client.SubmitAsync("/sign-out");
        var lapsed = await client.SubmitAsync(form, "/settings/user-accounts/new", new(Typed) { ["Password"] = null });
        Assert.Equal(HttpStatusCode.Unauthorized, lapsed.StatusCode);
        Assert.DoesNotContain("obrien", (await lapsed.DocumentAsync()).Source.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_that_says_why_is_kept_by_a_browser()
    {
        var client = await application.SignInAsync(Roles.CollectReport);
        foreach (var url in new[] { "/nothing", "/users", "/health/live", "/" })
        {
            using var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
            Assert.True(answer.Headers.CacheControl!.NoStore, url);
        }
    }

    [Fact]
    public async Task Htmx_gets_401_for_a_lapsed_form_and_is_led_to_the_sign_in_for_a_page()
    {
        var client = application.Visitor();
        client.DefaultRequestHeaders.Add("HX-Request", "true");
        client.DefaultRequestHeaders.Add("HX-Current-URL", "http://localhost/users?search=a");
        var get = await client.GetAsync("/users", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, get.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Fusers%3Fsearch%3Da", get.Headers.GetValues("HX-Redirect").Single());
        var post = await client.PostAsync("/users/new", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);
        Assert.False(post.Headers.Contains("HX-Redirect"));
        Assert.Empty(await post.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_missing_page_is_one_and_the_same_page()
    {
        await application.Visitor().PageAsync("/nothing", HttpStatusCode.Redirect);
        foreach (var client in new[]
        {
            await application.SignInAsync(Roles.CollectReport),
            await application.SignInAsync(Roles.Administrator),
        })
        {
            var pages = new List<string>();
            foreach (var url in new[] { "/nothing", "/nothing/else?x=1", "/status/404", "/error" })
            {
                var answer = await client.GetAsync(url, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
                var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                pages.Add(
                    string.Join(
                        '\n',
                        answer.Headers.Concat(answer.Content.Headers).Where(
                            header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(',', header.Value)}").Order())
                                + body);
            }

            Assert.Single(pages.Distinct());
        }
    }

    [Fact]
    public async Task What_a_role_may_not_open_is_said_plainly()
    {
        var partner = await application.SignInAsync(Roles.CollectReport);
        var page = await partner.PageAsync("/settings/user-accounts", HttpStatusCode.Forbidden);
        Assert.Contains("Not for this account", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("/users", page.Source.Text, StringComparison.Ordinal);
    }
}

/// <summary>A database of its own: this test breaks it.</summary>
public sealed class ErrorTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task An_unexpected_error_shows_a_reference_and_nothing_else_even_when_the_database_fails()
    {
        var client = await application.SignInAsync(Roles.Administrator);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("alter table users rename to users_gone");
        using var answer = await client.GetAsync("/users", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var page = await answer.DocumentAsync();
        Assert.Matches("^[0-9A-F]{8}$", page.QuerySelector("main strong")!.TextContent);
        Assert.DoesNotContain("users_gone", page.Source.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page.Source.Text, StringComparison.Ordinal);
    }
}
