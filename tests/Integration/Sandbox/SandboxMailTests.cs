using System.Net;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.Sandbox;

public sealed class SandboxMailTests(TestApplication application) : IClassFixture<TestApplication>
{
    private static readonly OutgoingMail Mail = new(
        "Promoter@example.org", null, "Tonight's <attendees>", "Collect: https://lists.example/collect/abc-123_x. Bye <b>",
        "<!DOCTYPE html><html><head><title>x</title></head><body><script>alert(1)</script><a "
        + "href=\"/collect/abc\">Collect</a></body></html>", "m@lists.example", "The Old Fire Station");

    [Fact]
    public async Task Mail_without_a_server_is_listed_and_shown_to_anybody_on_this_machine()
    {
        await SendAsync();
        var visitor = application.Visitor();

        var list = await visitor.PageAsync("/sandbox/mail");
        var row = list.QuerySelector("tbody tr")!;
        Assert.Equal("Tonight's <attendees>", row.QuerySelector("a")!.TextContent);
        Assert.Equal("Promoter@example.org", row.QuerySelector("[data-label=To]")!.TextContent);

        var mail = await visitor.PageAsync(row.QuerySelector("a")!.GetAttribute("href")!);
        Assert.Equal("Collect: https://lists.example/collect/abc-123_x. Bye <b>", mail.QuerySelector(".mail-text")!.TextContent);
        Assert.Equal("https://lists.example/collect/abc-123_x", mail.QuerySelector(".mail-text a")!.GetAttribute("href"));
        Assert.Null(mail.QuerySelector("#content script"));
    }

    [Fact]
    public async Task The_folder_that_mail_goes_to_is_the_application_s_alone()
    {
        await SendAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(application.DataDirectory, "mail")));
        }
    }

    [Fact]
    public async Task The_HTML_part_is_framed_alone_and_can_run_nothing()
    {
        await SendAsync();
        var visitor = application.Visitor();
        var mail = await visitor.PageAsync((await visitor.PageAsync("/sandbox/mail")).QuerySelector("tbody a")!.GetAttribute("href")!);
        using var page = await visitor.GetAsync("/sandbox/mail", TestContext.Current.CancellationToken);

        using var html = await visitor.GetAsync(mail.QuerySelector("iframe")!.GetAttribute("src"), TestContext.Current.CancellationToken);

        var policy = Assert.Single(html.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox allow-top-navigation-by-user-activation; default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script", policy, StringComparison.Ordinal);
        Assert.Equal("SAMEORIGIN", Assert.Single(html.Headers.GetValues("X-Frame-Options")));
        Assert.DoesNotContain("frame-src", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains(
            "<base target=\"_top\">", await html.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/sandbox/mail/none")]
    [InlineData("/sandbox/mail/none/html")]
    [InlineData("/sandbox/mail/..%2F..%2Fappsettings")]
    public async Task A_message_that_is_not_there_is_not_found(string url) =>
        await application.Visitor().PageAsync(url, HttpStatusCode.NotFound);

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("::1", 200)]
    [InlineData("::ffff:127.0.0.1", 200)]
    [InlineData("192.0.2.7", 404)]
    [InlineData("2001:db8::7", 404)]
    public async Task Other_machines_find_nothing_there(string address, int status)
    {
        var answer = await application.Server.SendAsync(
            context =>
            {
                context.Request.Path = "/sandbox/mail";
                context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.Response.StatusCode);
    }

    private async Task SendAsync()
    {
        await using var connection = await application.Services.GetRequiredService<IMailer>()
            .ConnectAsync(TestContext.Current.CancellationToken);
        await connection.SendAsync(Mail, TestContext.Current.CancellationToken);
    }
}

public sealed class SandboxMailWithServerTests(TestApplication application) : IClassFixture<TestApplication>
{
    [Fact]
    public async Task With_a_mail_server_set_there_is_no_such_page()
    {
        application.Setting("Email:Host", "mail.example.org");
        var staff = await application.SignInAsync(Roles.Administrator);

        await staff.PageAsync("/sandbox/mail", HttpStatusCode.NotFound);
        await staff.PageAsync("/sandbox/mail/any/html", HttpStatusCode.NotFound);
    }
}
