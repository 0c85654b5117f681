using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using CustomerListSchedules.Features.ChangeSettings.Dotdigital;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Integration.Infrastructure.Dotdigital;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.ChangeSettings;

public sealed class DotdigitalSettingsTests(
    TestApplication application, DotdigitalStub stub) : IClassFixture<TestApplication>, IClassFixture<DotdigitalStub>, IAsyncLifetime
{
    private const string Page = "/settings/dotdigital";
    private const string Form = "#dotdigital form";

    public async ValueTask InitializeAsync()
    {
        application.Setting("Dotdigital:SandboxUrl", stub.Url).Setting("Dotdigital:TimeoutSeconds", "2")
            .Setting("Dotdigital:RetrySeconds", "0.01");
        Assert.NotNull(application.Services); // The start may put an account there.
        await ExecuteAsync("truncate dotdigital_calls, dotdigital_tiers, dotdigital_pauses");
        await ExecuteAsync("delete from dotdigital_account");
        await stub.MendAsync();
        await stub.SetAsync(settings => (settings.Region, settings.Password) = ("r1", "sandbox"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_connection_is_tested_before_it_is_saved()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        var page = await TestAsync(administrator, stub.Url, "sandbox", "sandbox");
        Assert.Contains(
            "The account is The Old Fire Station (sandbox)", page.QuerySelector("#connection .good")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync("select count(*) from dotdigital_account"));
        const string Tests = "select count(*) from audit where action = 'dotdigital_account.connection_tested'";
        Assert.NotEqual(0, await CountAsync(Tests + " and details ->> 'Account' = 'The Old Fire Station (sandbox)'"));
        Assert.Equal(0, await CountAsync(Tests + " and details::text like '%Password%'"));
    }

    [Fact]
    public async Task A_saved_password_is_protected_and_never_shown()
    {
        const string Secret = "the-secret-of-the-account";
        await stub.SetAsync(settings => settings.Password = Secret);
        var administrator = await application.SignInAsync(Roles.Administrator);
        var saved = await SaveAsync(administrator, stub.Url, "sandbox", Secret);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        var page = await administrator.PageAsync(Page);
        Assert.Contains("Connected to The Old Fire Station (sandbox)", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, page.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("", page.QuerySelector("#Input_Password")!.GetAttribute("value"));
        foreach (var table in new[] { "dotdigital_account", "audit" })
        {
            Assert.Equal(
                0,
                await CountAsync(
                    $"select count(*) from {table} t where to_jsonb(t)::text like '%' || @Secret || '%' "
                    + $"or to_jsonb(t)::text like '%' || encode(convert_to(@Secret, 'UTF8'), 'hex') || '%'",
                    new { Secret }));
        }

        // Without another password the stored one is used, and the mailings' client uses it too.
        Assert.NotNull((await TestAsync(administrator, stub.Url, "sandbox", "")).QuerySelector("#connection .good"));
        Assert.Equal(
            "The Old Fire Station (sandbox)",
            (await application.Services.GetRequiredService<IDotdigital>().GetAccountAsync(TestContext.Current.CancellationToken)).Name);
        Assert.Equal(HttpStatusCode.SeeOther, (await SaveAsync(administrator, stub.Url, "sandbox", "")).StatusCode);
        Assert.NotNull((await TestAsync(administrator, stub.Url, "sandbox", "")).QuerySelector("#connection .good"));
    }

    [Fact]
    public async Task A_stored_password_is_not_used_for_another_user_or_machine()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await SaveAsync(administrator, stub.Url, "sandbox", "sandbox");
        foreach (var (url, user) in new[]
        {
            (stub.Url, "another"),
            ("https://r1-api.dotdigital.com", "sandbox"),
            ("http://127.0.0.1:9/sandbox/dotdigital", "sandbox"),
        })
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await SaveAsync(administrator, stub.Url, "sandbox", "sandbox")).StatusCode);
            var refused = await administrator.SubmitAsync(await administrator.PageAsync(Page), Page, Values(url, user, ""), Form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains(
                "Enter the password", (await refused.DocumentAsync()).QuerySelector("#Input_Password-error")!.TextContent,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://169.254.169.254/sandbox/dotdigital")]
    [InlineData("http://localhost:5432")]
    [InlineData("http://localhost:5000/admin")]
    [InlineData("http://localhost@example.org/sandbox/dotdigital")]
    [InlineData("https://r1-api.dotdigital.com.example.org")]
    [InlineData("https://r1-api.dotdigital.com:444")]
    [InlineData("https://r1-api.dotdigital.com/v2")]
    [InlineData("http://r1-api.dotdigital.com")]
    [InlineData("file:///sandbox/dotdigital")]
    [InlineData("")]
    public async Task No_other_address_is_ever_called(string url)
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        foreach (var handler in new[] { "", "?handler=Test" })
        {
            var page = await administrator.PageAsync(Page);
            page.QuerySelector(Form)!.SetAttribute("action", Page + handler);
            var answer = await administrator.SubmitAsync(page, Page, Values(url, "sandbox", "sandbox"), Form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains(
                "r1-api.dotdigital.com", (await answer.DocumentAsync()).QuerySelector("#Input_BaseUrl-error")!.TextContent,
                StringComparison.Ordinal);
        }

        Assert.Equal(0, await CountAsync("select count(*) from dotdigital_calls"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_address_where_nobody_answers_have_words()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        Assert.Contains(
            "does not accept the user and password",
            (await TestAsync(administrator, stub.Url, "sandbox", "wrong")).QuerySelector("#connection .bad")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains(
            "could not be reached",
            (await TestAsync(
                administrator, "http://127.0.0.1:9/sandbox/dotdigital", "sandbox", "x")).QuerySelector("#connection .bad")!.TextContent,
            StringComparison.Ordinal);
        var saved = await SaveAsync(administrator, stub.Url, "sandbox", "wrong");
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        Assert.Contains("the connection does not work", (await administrator.PageAsync(Page)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_of_the_accounts_region_is_saved()
    {
        await stub.SetAsync(settings => settings.Region = "r2");
        var administrator = await application.SignInAsync(Roles.Administrator);
        await SaveAsync(administrator, stub.Url, "sandbox", "sandbox");
        Assert.EndsWith(
            "/r2", (await administrator.PageAsync(Page)).QuerySelector("#Input_BaseUrl")!.GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_of_two_who_save_or_remove_is_told()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await SaveAsync(administrator, stub.Url, "sandbox", "sandbox");
        var old = await administrator.PageAsync(Page);
        await SaveAsync(administrator, stub.Url, "sandbox", "sandbox");
        var late = await administrator.SubmitAsync(old, Page, Values(stub.Url, "sandbox", "sandbox"), Form);
        Assert.Contains(
            "Somebody else changed the account", (await late.DocumentAsync()).QuerySelector("[role=alert]")!.TextContent,
            StringComparison.Ordinal);
        await administrator.SubmitAsync(old, Page, [], "#remove-account form");
        Assert.Contains(
            "Somebody else changed the account", (await administrator.PageAsync(Page)).QuerySelector(".notice")!.TextContent,
            StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("select count(*) from dotdigital_account where base_url is not null"));
    }

    [Fact]
    public async Task A_removed_account_leaves_the_sandbox_and_is_not_brought_back_by_configuration()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await SaveAsync(administrator, stub.Url, "sandbox", "sandbox");
        Assert.Equal(HttpStatusCode.SeeOther, (await administrator.SubmitAsync(Page, [], "#remove-account form")).StatusCode);
        Assert.Contains("go to the Dotdigital sandbox", (await administrator.PageAsync(Page)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("select count(*) from audit where action = 'dotdigital_account.removed'"));
        await using var scope = application.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new SeedDotdigitalAccount(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await CountAsync("select count(*) from dotdigital_account where base_url is not null"));
        Assert.NotEmpty(await application.Services.GetRequiredService<IDotdigital>().ListCampaignsAsync(
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_password_whose_key_is_lost_is_asked_for_again()
    {
        var administrator = await application.SignInAsync(Roles.Administrator);
        await SaveAsync(administrator, stub.Url, "sandbox", "sandbox");
        await ExecuteAsync(
            "update dotdigital_account set password_protected = decode('09f0c9f0', 'hex') || decode(md5('a'), 'hex') || decode(md5('b') "
            + "|| md5('c'), 'hex')");
        var failed = await Assert.ThrowsAsync<DotdigitalException>(() => application.Services.GetRequiredService<IDotdigital>()
            .ListCampaignsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(DotdigitalReason.NotConfigured, failed.Reason);
        Assert.Contains("enters it again", failed.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Enter it again", (await administrator.PageAsync(Page)).QuerySelector(".notice.bad")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SaveAsync(administrator, stub.Url, "sandbox", "")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SaveAsync(administrator, stub.Url, "sandbox", "sandbox")).StatusCode);
        Assert.NotEmpty(await application.Services.GetRequiredService<IDotdigital>().ListCampaignsAsync(
            TestContext.Current.CancellationToken));
    }

    private static Dictionary<string, string?> Values(string url, string user, string password) =>
        new() { ["Input.BaseUrl"] = url, ["Input.ApiUser"] = user, ["Input.Password"] = password };

    private static Task<HttpResponseMessage> SaveAsync(HttpClient client, string url, string user, string password) =>
        client.SubmitAsync(Page, Values(url, user, password), Form);

    private static async Task<AngleSharp.Html.Dom.IHtmlDocument> TestAsync(HttpClient client, string url, string user, string password)
    {
        var page = await client.PageAsync(Page);
        page.QuerySelector(Form)!.SetAttribute("action", Page + "?handler=Test");
        var answer = await client.SubmitAsync(page, Page, Values(url, user, password), Form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.DocumentAsync();
    }

    private Task<long> CountAsync(string sql, object? parameters = null) => application.AskAsync<long>(sql, parameters);

    private Task ExecuteAsync(string sql) => application.DoAsync(sql);
}
