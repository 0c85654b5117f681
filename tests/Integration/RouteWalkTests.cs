using System.Net;
using System.Text.RegularExpressions;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Web;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using static CustomerListSchedules.Integration.RouteWalkTests.Access;

namespace CustomerListSchedules.Integration;

/// <summary>Every route and handler against everybody who might try it. A route that the table does not know fails.</summary>
public sealed partial class RouteWalkTests(TestApplication application) : IClassFixture<TestApplication>
{
    public enum Access
    {
        Anyone,
        SignedIn,
        Staff,
        Administrators,
        Collectors,
    }

    internal static readonly Dictionary<string, Access> Table = new()
    {
        ["GET /error"] = Anyone,
        ["POST /error"] = Anyone,
        ["GET /health/live"] = Anyone,
        ["GET /health/ready"] = Anyone,
        ["GET /set-up"] = Anyone,
        ["POST /set-up"] = Anyone,
        ["GET /sign-in"] = Anyone,
        ["POST /sign-in"] = Anyone,
        ["GET /sign-in/code"] = Anyone,
        ["POST /sign-in/code"] = Anyone,
        ["GET /sign-out"] = Anyone,
        ["POST /sign-out"] = Anyone,
        ["GET /status/{code:int}"] = Anyone,
        ["POST /status/{code:int}"] = Anyone,

        ["GET /sandbox/mail"] = Anyone,
        ["GET /sandbox/mail/{name}"] = Anyone,
        ["GET /sandbox/mail/{name}/html"] = Anyone,
        ["GET /sandbox/dotdigital"] = Anyone,
        ["POST /sandbox/dotdigital?handler=Break"] = Anyone,
        ["POST /sandbox/dotdigital?handler=Mend"] = Anyone,
        ["POST /sandbox/dotdigital?handler=Settings"] = Anyone,
        ["GET /sandbox/dotdigital/sends/{id:guid}"] = Anyone,

        ["GET /"] = SignedIn,
        ["GET /account"] = SignedIn,
        ["POST /account?handler=End"] = SignedIn,
        ["GET /account/change-password"] = SignedIn,
        ["POST /account/change-password"] = SignedIn,
        ["GET /account/two-step"] = Staff,
        ["POST /account/two-step"] = Staff,
        ["GET /account/two-step/recovery-codes"] = Staff,
        ["POST /account/two-step/recovery-codes"] = Staff,
        ["POST /account/two-step/recovery-codes?handler=Download"] = Staff,
        ["GET /account/two-step/turn-off"] = Staff,
        ["POST /account/two-step/turn-off"] = Staff,

        ["GET /collect/{token:maxlength(100)}"] = SignedIn,
        ["GET /collect/{token:maxlength(100)}?handler=Download"] = SignedIn,

        ["GET /partner-companies"] = Collectors,
        ["GET /partner-companies?handler=Progress"] = Collectors,
        ["POST /partner-companies?handler=Run"] = Collectors,
        ["GET /partner-companies?handler=Download"] = Collectors,
        ["GET /partner-companies?handler=Emailed"] = Collectors,

        ["GET /customer-lists"] = Staff,
        ["GET /customer-lists/new"] = Staff,
        ["POST /customer-lists/new"] = Staff,
        ["GET /customer-lists/folders/new"] = Staff,
        ["POST /customer-lists/folders/new"] = Staff,
        ["GET /customer-lists/folders/{id:long}"] = Staff,
        ["POST /customer-lists/folders/{id:long}"] = Staff,
        ["POST /customer-lists/folders/{id:long}?handler=Delete"] = Staff,
        ["GET /customer-lists/{id:long}"] = Staff,
        ["GET /customer-lists/{id:long}?handler=Count"] = Staff,
        ["POST /customer-lists/{id:long}"] = Staff,
        ["POST /customer-lists/{id:long}?handler=Arrange"] = Staff,
        ["POST /customer-lists/{id:long}?handler=Count"] = Staff,
        ["POST /customer-lists/{id:long}?handler=Discard"] = Staff,
        ["GET /customer-lists/{id:long}/details"] = Staff,
        ["POST /customer-lists/{id:long}/details"] = Staff,
        ["GET /customer-lists/{id:long}/details?handler=Recount"] = Staff,
        ["POST /customer-lists/{id:long}/details?handler=Move"] = Staff,
        ["POST /customer-lists/{id:long}/details?handler=Copy"] = Staff,
        ["POST /customer-lists/{id:long}/details?handler=Delete"] = Staff,
        ["GET /customer-lists/{id:long}/run"] = Staff,
        ["GET /customer-lists/{id:long}/run?handler=Progress"] = Staff,
        ["POST /customer-lists/{id:long}/run"] = Staff,
        ["GET /customer-lists/{id:long}/run?handler=File"] = Staff,
        ["GET /segments"] = Staff,
        ["GET /segments/{id:long}"] = Staff,
        ["POST /segments/{id:long}"] = Staff,
        ["GET /segments/{id:long}?handler=Effects"] = Staff,
        ["POST /segments/{id:long}?handler=Delete"] = Staff,
        ["GET /segments/new"] = Administrators,
        ["POST /segments/new"] = Administrators,

        ["GET /calendar"] = Staff,
        ["GET /calendar/feed"] = Staff,
        ["POST /calendar/feed"] = Staff,
        ["POST /calendar/feed?handler=End"] = Staff,
        ["GET /calendar/feed/{token}.ics"] = Anyone,
        ["GET /schedules"] = Staff,
        ["POST /schedules?handler=Search"] = Staff,
        ["GET /schedules/bulk"] = Staff,
        ["POST /schedules/bulk"] = Staff,
        ["GET /schedules/deleted/{id:long?}"] = Staff,
        ["POST /schedules/deleted/{id:long?}?handler=BringBack"] = Staff,
        ["GET /schedules/{id:long}"] = Staff,
        ["POST /schedules/{id:long}?handler=Pause"] = Staff,
        ["POST /schedules/{id:long}?handler=Resume"] = Staff,
        ["POST /schedules/{id:long}?handler=Duplicate"] = Staff,
        ["POST /schedules/{id:long}?handler=Delete"] = Staff,
        ["POST /schedules/{id:long}?handler=Owner"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Rows"] = Staff,
        ["GET /schedules/{scheduleId:long}/customer-lists/{entryId:long}/first-rows"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Rows"] = Staff,
        ["GET /schedules/new"] = Staff,
        ["POST /schedules/new"] = Staff,
        ["POST /schedules/new?handler=Preview"] = Staff,
        ["GET /schedules/{id:long}/basic-details"] = Staff,
        ["POST /schedules/{id:long}/basic-details"] = Staff,
        ["POST /schedules/{id:long}/basic-details?handler=Preview"] = Staff,

        ["GET /schedules/{scheduleId:long}/customer-lists"] = Staff,

        ["GET /schedules/{scheduleId:long}/customer-lists/new"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Next"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Back"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Arrange"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Keep"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Discard"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Recipients"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Parts"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=PartRows"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=NamePart"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Sharing"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=Correct"] = Staff,

        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=PickGroup"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/new?handler=KeepGroup"] = Staff,
        ["GET /schedules/recipient-groups"] = Staff,
        ["POST /schedules/recipient-groups?handler=Suggest"] = Staff,
        ["GET /schedules/recipient-groups/{id:long}"] = Staff,
        ["POST /schedules/recipient-groups/{id:long}"] = Staff,
        ["POST /schedules/recipient-groups/{id:long}?handler=Delete"] = Staff,

        ["GET /schedules/{scheduleId:long}/customer-lists/{entryId:long}"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=PickGroup"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=KeepGroup"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Delete"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Move"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Next"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Back"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Arrange"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Keep"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Discard"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Recipients"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Parts"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=PartRows"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=NamePart"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Sharing"] = Staff,
        ["POST /schedules/{scheduleId:long}/customer-lists/{entryId:long}?handler=Correct"] = Staff,

        ["GET /runs"] = Staff,
        ["POST /runs?handler=Search"] = Staff,
        ["GET /runs/{id:long}"] = Staff,
        ["GET /runs/{id:long}/evidence"] = Staff,
        ["POST /runs/{id:long}/evidence?handler=Document"] = Staff,
        ["POST /runs/{id:long}/evidence?handler=Json"] = Staff,
        ["GET /runs/{id:long}?handler=Progress"] = Staff,
        ["GET /files/{id:long}/revoke"] = Staff,
        ["POST /files/{id:long}/revoke"] = Staff,

        ["GET /schedules/{scheduleId:long}/integrated-emails"] = Staff,
        ["GET /schedules/{scheduleId:long}/integrated-emails/new"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/new"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/new?handler=Refresh"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/new?handler=Warnings"] = Staff,
        ["GET /schedules/{scheduleId:long}/integrated-emails/{entryId:long}"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/{entryId:long}"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/{entryId:long}?handler=Delete"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/{entryId:long}?handler=Refresh"] = Staff,
        ["POST /schedules/{scheduleId:long}/integrated-emails/{entryId:long}?handler=Warnings"] = Staff,

        ["GET /mailings"] = Staff,
        ["GET /send/{what}/{id:long}/{part:long?}"] = Staff,
        ["POST /send/{what}/{id:long}/{part:long?}?handler=Cancel"] = Staff,
        ["POST /send/{what}/{id:long}/{part:long?}?handler=Send"] = Staff,
        ["GET /mailings/{id:long}"] = Staff,
        ["GET /mailings/{id:long}?handler=Progress"] = Staff,
        ["POST /mailings/{id:long}?handler=Cancel"] = Staff,
        ["POST /mailings/settings?handler=Category"] = Staff,
        ["POST /mailings/settings?handler=Retire"] = Staff,
        ["POST /mailings/settings?handler=Guard"] = Staff,
        ["GET /mailings/settings"] = Staff,
        ["POST /mailings/settings"] = Staff,
        ["POST /mailings/settings?handler=Arrange"] = Staff,

        ["GET /users"] = Staff,
        ["POST /users?handler=Search"] = Staff,
        ["POST /users?handler=Active"] = Staff,
        ["GET /users/new"] = Staff,
        ["GET /users/{id:guid}"] = Staff,
        ["POST /users/{id:guid}"] = Staff,
        ["POST /users/new"] = Staff,
        ["GET /users/{id:guid}/change-password"] = Staff,
        ["POST /users/{id:guid}/change-password"] = Staff,

        ["GET /access"] = Administrators,
        ["GET /access?handler=Csv"] = Administrators,
        ["POST /access?handler=Search"] = Administrators,
        ["GET /access/address"] = Administrators,
        ["GET /access/address/evidence"] = Administrators,
        ["POST /access/address/evidence?handler=Document"] = Administrators,
        ["POST /access/address/evidence?handler=Json"] = Administrators,
        ["GET /access/lists"] = Administrators,
        ["GET /access/lists/{id:long}"] = Administrators,
        ["GET /access/replace"] = Administrators,
        ["POST /access/replace"] = Administrators,
        ["POST /access/replace?handler=Show"] = Administrators,
        ["GET /import"] = Administrators,
        ["GET /import?handler=Template"] = Administrators,
        ["POST /import"] = Administrators,
        ["POST /import?handler=Check"] = Administrators,
        ["GET /import/{id:long}"] = Administrators,
        ["GET /import/{id:long}?handler=Progress"] = Administrators,
        ["GET /import/{id:long}?handler=Refused"] = Administrators,
        ["POST /import/{id:long}"] = Administrators,
        ["POST /import/{id:long}?handler=Abandon"] = Administrators,
        ["GET /import/{id:long}/columns"] = Administrators,
        ["POST /import/{id:long}/columns"] = Administrators,
        ["POST /import/{id:long}/columns?handler=Read"] = Administrators,
        ["POST /import/{id:long}/columns?handler=Use"] = Administrators,
        ["POST /import/{id:long}/columns?handler=Forget"] = Administrators,
        ["GET /import/unusable-rows"] = Administrators,
        ["GET /import/erase-customer"] = Administrators,
        ["POST /import/erase-customer"] = Administrators,
        ["POST /import/erase-customer?handler=Allow"] = Administrators,
        ["GET /import/erase-customer/{id:long}"] = Administrators,
        ["POST /import/erase-customer/{id:long}"] = Administrators,

        ["GET /audit"] = Administrators,
        ["GET /audit?handler=Csv"] = Administrators,
        ["POST /audit?handler=Search"] = Administrators,
        ["GET /audit/customer-data"] = Administrators,
        ["POST /audit/customer-data"] = Administrators,
        ["GET /audit/customer-data/{id:long}"] = Administrators,
        ["GET /audit/customer-data/{id:long}/evidence"] = Administrators,
        ["POST /audit/customer-data/{id:long}/evidence?handler=Document"] = Administrators,
        ["POST /audit/customer-data/{id:long}/evidence?handler=Json"] = Administrators,
        ["GET /settings"] = Administrators,
        ["GET /settings/dotdigital"] = Administrators,
        ["POST /settings/dotdigital"] = Administrators,
        ["POST /settings/dotdigital?handler=Test"] = Administrators,
        ["POST /settings/dotdigital?handler=Remove"] = Administrators,
        ["GET /settings/keys"] = Administrators,
        ["POST /settings/keys"] = Administrators,
        ["POST /settings"] = Administrators,
        ["POST /settings?handler=Test"] = Administrators,

        ["GET /settings/user-accounts"] = Administrators,
        ["POST /settings/user-accounts?handler=Search"] = Administrators,
        ["GET /settings/user-accounts/new"] = Administrators,
        ["POST /settings/user-accounts/new"] = Administrators,
        ["GET /settings/user-accounts/{id:guid}"] = Administrators,
        ["POST /settings/user-accounts/{id:guid}"] = Administrators,
        ["POST /settings/user-accounts/{id:guid}?handler=Active"] = Administrators,
        ["POST /settings/user-accounts/{id:guid}?handler=HandOver"] = Administrators,
        ["GET /settings/user-accounts/{id:guid}/reset-two-step"] = Administrators,
        ["POST /settings/user-accounts/{id:guid}/reset-two-step"] = Administrators,
        ["POST /settings/user-accounts/{id:guid}?handler=EndSessions"] = Administrators,
        ["GET /settings/user-accounts/{id:guid}/change-password"] = Administrators,
        ["POST /settings/user-accounts/{id:guid}/change-password"] = Administrators,
    };

    [Fact]
    public async Task Every_route_is_in_the_table_and_the_table_has_no_other()
    {
        var routes = await RoutesAsync();
        Assert.True(routes.ToHashSet().SetEquals(Table.Keys),
            "Give each new route a row in the table, and take out those that are gone:\n"
            + string.Join(
                '\n',
                routes.Except(Table.Keys).Select(route => $"+ {route}").Concat(Table.Keys.Except(routes).Select(route => $"- {route}"))));
        Assert.Equal(routes.Count, routes.Distinct().Count());
    }

    [Fact]
    public async Task Nobody_reaches_what_is_for_accounts() => await WalkAsync(application.Visitor(), Anyone);

    [Fact]
    public async Task A_partner_reaches_what_is_for_Collect_Report() =>
        await WalkAsync(await application.SignInAsync(Roles.CollectReport), Anyone, SignedIn, Collectors);

    [Fact]
    public async Task Staff_reach_what_is_for_Insights_and_Mailings_and_not_what_is_for_Collect_Report() =>
        await WalkAsync(await application.SignInAsync(Roles.InsightsAndMailings), Anyone, SignedIn, Staff);

    [Fact]
    public async Task Administrators_reach_all_but_what_is_for_Collect_Report() =>
        await WalkAsync(await application.SignInAsync(Roles.Administrator), Anyone, SignedIn, Staff, Administrators);

    [Fact]
    public async Task An_account_without_a_role_reaches_its_own_page_only() =>
        await WalkAsync(await application.SignInAsync(), Anyone, SignedIn);

    [Fact]
    public async Task A_deactivated_administrator_reaches_what_nobody_does()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator, Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        await ExecuteAsync("update users set deactivated_at = now() where id = @Id", user);
        await WalkAsync(client, Anyone);
    }

    [Fact]
    public async Task A_locked_administrator_cannot_sign_in_and_reaches_what_nobody_does()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator, Roles.CollectReport);
        var client = application.Visitor();
        for (var i = 0; i < 5; i++)
        {
            await client.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = "a wrong password" });
        }

        var refused = await client.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        await WalkAsync(client, Anyone);
    }

    [Fact]
    public async Task Who_must_change_the_password_reaches_nothing_else()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator, Roles.CollectReport);
        await ExecuteAsync("update users set must_change_password = true where id = @Id", user);
        var client = await application.SignInAsAsync(user.Email!);
        var wrong = new List<string>();
        foreach (var (route, access) in Table.Where(row => row.Value != Anyone
            && !row.Key.EndsWith(" /account/change-password", StringComparison.Ordinal)))
        {
            var answer = await SendAsync(client, route);
            if (answer.StatusCode != HttpStatusCode.SeeOther
                || !answer.Headers.Location!.OriginalString.StartsWith("/account/change-password", StringComparison.Ordinal))
            {
                wrong.Add($"{route} ({access}): {Describe(answer)}");
            }
        }

        Assert.Empty(wrong);
        await client.PageAsync("/account/change-password");
    }

    [Fact]
    public async Task Staff_without_a_required_second_step_reach_nothing_but_setting_it_up()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator, Roles.CollectReport);
        var partner = await application.SignInAsync(Roles.CollectReport);
        var client = await application.SignInAsAsync(user.Email!);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("update venue_settings set require_two_step = true");
        try
        {
            var wrong = new List<string>();
            foreach (var (route, access) in Table.Where(row => row.Value != Anyone
                && !row.Key.Contains(" /account/two-step", StringComparison.Ordinal)))
            {
                var answer = await SendAsync(client, route);
                if (answer.StatusCode != HttpStatusCode.SeeOther
                    || !answer.Headers.Location!.OriginalString.StartsWith("/account/two-step", StringComparison.Ordinal))
                {
                    wrong.Add($"{route} ({access}): {Describe(answer)}");
                }
            }

            Assert.Empty(wrong);
            await client.PageAsync("/account/two-step");
            await WalkAsync(partner, Anyone, SignedIn, Collectors);
        }
        finally
        {
            await connection.ExecuteAsync("update venue_settings set require_two_step = false");
        }
    }

    [Fact]
    public async Task Half_signed_in_staff_reach_what_nobody_does()
    {
        var user = await application.CreateUserAsync(null, Roles.Administrator, Roles.CollectReport);
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            "insert into authenticators (user_id, key_protected, last_step, set_up_at) values (@Id, '\\x00', 1, now())", new { user.Id });
        var client = application.Visitor();
        var answer = await client.SubmitAsync("/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal("/sign-in/code?returnUrl=%2F", answer.Headers.Location!.OriginalString);
        await WalkAsync(client, Anyone);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var wrong = new List<string>();
        foreach (var client in new[] { application.Visitor(), await application.SignInAsync(Roles.Administrator, Roles.CollectReport) })
        {
            foreach (var route in Table.Keys.Where(route => route.StartsWith("GET ", StringComparison.Ordinal)).Append("GET /lib/site.css")
                .Append("GET /nothing"))
            {
                var answer = await SendAsync(client, route);
                string? Header(string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
                if (Header("Content-Security-Policy") != SecurityHeaders.ContentSecurityPolicy
                    || Header("X-Content-Type-Options") != "nosniff"
                    || Header("X-Frame-Options") != "DENY"
                    || Header("Referrer-Policy") != "same-origin" || Header("Server") is not null || Header("X-Powered-By") is not null)
                {
                    wrong.Add(route);
                }
            }
        }

        Assert.Empty(wrong);
        Assert.DoesNotContain("unsafe", SecurityHeaders.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", SecurityHeaders.ContentSecurityPolicy, StringComparison.Ordinal);
    }

    // They change nothing, and are where a refused form ends.
    private static readonly string[] Unguarded = ["POST /error", "POST /status/{code:int}"];

    private static readonly string[] NothingHere =
        ["GET /error", "GET /set-up", "GET /access/address", "GET /access/address/evidence", .. Unguarded];

    /// <summary>
    /// A POST without an antiforgery token answers 400 where the visitor is allowed, 403 or 401 where not: so this walk shows
    /// both that the right ones pass and that every post is guarded.
    /// </summary>
    private static async Task WalkAsync(HttpClient client, params Access[] allowed)
    {
        var signedIn = allowed.Contains(SignedIn);
        var wrong = new List<string>();
        foreach (var (route, access) in Table)
        {
            var answer = await SendAsync(client, route);
            var post = route.StartsWith("POST ", StringComparison.Ordinal);
            var toSignIn = answer.Headers.Location?.OriginalString.Contains("/sign-in?returnUrl=", StringComparison.Ordinal) is true;
            var right = (allowed.Contains(access), signedIn, post) switch
            {
                _ when Unguarded.Contains(route) => answer.StatusCode == HttpStatusCode.NotFound,
                (true, _, true) => answer.StatusCode == HttpStatusCode.BadRequest,
                (true, _, false) =>
                    !toSignIn && (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect or HttpStatusCode.SeeOther
                    || (answer.StatusCode == HttpStatusCode.NotFound
                    && (route.Contains('{', StringComparison.Ordinal)
                    || route.Contains('?', StringComparison.Ordinal)
                    || NothingHere.Contains(route)))),
                (false, true, _) => answer.StatusCode == HttpStatusCode.Forbidden,
                (false, false, true) => answer.StatusCode == HttpStatusCode.Unauthorized,
                (false, false, false) => answer.StatusCode == HttpStatusCode.Redirect && toSignIn,
            };
            if (!right)
            {
                wrong.Add($"{route} ({access}): {Describe(answer)}");
            }
        }

        Assert.Empty(wrong);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string route)
    {
        var (method, url) = (route[..route.IndexOf(' ')], route[(route.IndexOf(' ') + 1)..]);
        url = Parameter().Replace(url, match => match.Value switch
        {
            _ when match.Value.EndsWith(":guid}", StringComparison.Ordinal) => "0199d5a0-ffff-7000-8000-000000000000",
            _ when match.Value.Contains(':', StringComparison.Ordinal) => "999999999",
            _ => "x",
        });
        var request = new HttpRequestMessage(new HttpMethod(method), url);
        if (method == "POST")
        {
            request.Content = new FormUrlEncodedContent([]);
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Describe(HttpResponseMessage answer) => $"{(int)answer.StatusCode} {answer.Headers.Location}".TrimEnd();

    private async Task<IReadOnlyList<string>> RoutesAsync()
    {
        var loader = application.Services.GetRequiredService<PageLoader>();
        var routes = new List<string>();
        foreach (var endpoint in application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(
                endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                    && endpoint.RoutePattern.RawText != "{**path:file}"))
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                routes.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods
                    ?? ["GET"]).Select(method => $"{method} {path}"));
                continue;
            }

            var handlers = (await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods;
            routes.AddRange(handlers.Select(
                handler => $"{handler.HttpMethod.ToUpperInvariant()} {path}{(handler.Name is null ? "" : $"?handler={handler.Name}")}"));
            if (!handlers.Any(handler => handler is { HttpMethod: "Get", Name: null }))
            {
                routes.Add($"GET {path}");
            }
        }

        return routes;
    }

    private async Task ExecuteAsync(string sql, User user)
    {
        await using var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await connection.ExecuteAsync(sql, new { user.Id }));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
