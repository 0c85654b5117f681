using System.Net;
using AngleSharp.Dom;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;

namespace CustomerListSchedules.Integration.SignIn;

public sealed class SignInTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task A_page_asks_a_visitor_to_sign_in_and_goes_on_to_it_afterwards()
    {
        await application.CreateUserAsync("goes.on@example.org", Roles.InsightsAndMailings);
        var visitor = application.Visitor();
        var asked = await visitor.GetAsync("/account?x=1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, asked.StatusCode);
        Assert.Equal("/sign-in?returnUrl=%2Faccount%3Fx%3D1", asked.Headers.Location!.OriginalString);

        var answer = await visitor.SubmitAsync(
            asked.Headers.Location.OriginalString, new() { ["Email"] = "goes.on@example.org", ["Password"] = TestApplication.Password });
        Assert.Equal("/account?x=1", answer.Headers.Location!.OriginalString);
        var page = await visitor.PageAsync("/account");
        Assert.Contains("goes.on@example.org", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_found_whatever_its_capitals()
    {
        await application.CreateUserAsync("Jane.Doe@Example.org", Roles.InsightsAndMailings);
        await application.SignInAsAsync("jane.doe@EXAMPLE.ORG");
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Signing_in_never_leads_to_another_site(string returnUrl)
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        var visitor = application.Visitor();
        var answer = await visitor.SubmitAsync(
            "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl),
            new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Unknown_deactivated_and_wrong_passwords_read_the_same()
    {
        var known = await application.CreateUserAsync(null, Roles.CollectReport);
        var deactivated = await application.CreateUserAsync(null, Roles.CollectReport);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("update users set deactivated_at = now() where id = @Id", new { deactivated.Id });

        var pages = new[]
        {
            await RefusedAsync("nobody@example.org", TestApplication.Password),
            await RefusedAsync(known.Email!, "a wrong password"),
            await RefusedAsync(deactivated.Email!, TestApplication.Password),
        };
        Assert.Single(pages.Distinct());
    }

    [Fact]
    public async Task Five_wrong_passwords_close_an_account_for_a_quarter_of_an_hour_to_where_they_came_from()
    {
        var user = await application.CreateUserAsync(null, Roles.CollectReport);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RefusedAsync(user.Email!, "a wrong password")));
        await RefusedAsync(user.Email!, TestApplication.Password, HttpStatusCode.TooManyRequests);

        application.Pass(SignInFailures.ClosedFor);
        await application.SignInAsAsync(user.Email!);
    }

    [Fact]
    public async Task A_session_ends_when_its_account_is_deactivated()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(user.Email!);
        await client.PageAsync("/account");
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("update users set deactivated_at = now() where id = @Id", new { user.Id });
        await client.PageAsync("/account", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_account_that_others_guess_at_is_closed_to_new_sign_ins_and_not_to_whoever_is_signed_in()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        var client = await application.SignInAsAsync(user.Email!);
        for (var i = 0; i < 5; i++)
        {
            await RefusedAsync(user.Email!, "a wrong password");
        }

        await RefusedAsync(user.Email!, TestApplication.Password, HttpStatusCode.TooManyRequests);
        await client.PageAsync("/schedules");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        var client = await application.SignInAsync(Roles.InsightsAndMailings);
        var answer = await client.SubmitAsync("/sign-out");
        Assert.Equal("/sign-in", answer.Headers.Location!.OriginalString);
        await client.PageAsync("/account", HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Sign_ins_and_failures_are_audited()
    {
        var user = await application.CreateUserAsync(null, Roles.InsightsAndMailings);
        await RefusedAsync(user.Email!.ToUpperInvariant(), "a wrong password");
        await application.SignInAsAsync(user.Email!);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var entries = await connection.QueryAsync<(string Action, string Who)>(
            "select action, who from audit where subject_id = @id order by id", new { id = user.Id.ToString() });
        Assert.Equal([("account.sign_in_failed", user.Email.ToUpperInvariant()), ("account.signed_in", user.Email)], entries);
    }

    private async Task<string> RefusedAsync(
        string email, string password, HttpStatusCode expected = HttpStatusCode.UnprocessableEntity)
    {
        var visitor = application.Visitor();
        var answer = await visitor.SubmitAsync("/sign-in", new() { ["Email"] = email, ["Password"] = password });
        Assert.Equal(expected, answer.StatusCode);
        return (await answer.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent;
    }
}
