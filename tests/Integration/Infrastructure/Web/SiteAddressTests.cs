using System.Net;

namespace CustomerListSchedules.Integration.Infrastructure.Web;

/// <summary>The application as it is reached by https, behind a proxy that takes the encryption off.</summary>
public sealed class SiteAddressTests : IClassFixture<TestApplication>
{
    private readonly TestApplication application;

    public SiteAddressTests(TestApplication application) =>
        this.application = application.Setting("Venue:BaseUrl", "https://lists.example.org");

    [Fact]
    public async Task Cookies_need_tls_and_are_of_this_host_alone_and_browsers_are_told_to_stay()
    {
        using var answer = await SendAsync("/sign-in", "lists.example.org");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);

        using var missing = await SendAsync("/sandbox/mail/none", "lists.example.org");
        Assert.True(missing.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task The_sign_in_s_own_cookies_are_hardened_too()
    {
        var user = await application.CreateUserAsync(null, CustomerListSchedules.Features.Shared.Roles.CollectReport);
        using var client = application.Visitor();
        client.BaseAddress = new Uri("https://lists.example.org");
        using var answer = await client.SubmitAsync(
            "/sign-in", new() { ["Email"] = user.Email, ["Password"] = TestApplication.Password });
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [InlineData("/sign-in", "lists.example.org:8443", HttpStatusCode.OK)]
    [InlineData("/sign-in", "evil.example", HttpStatusCode.BadRequest)]
    [InlineData("/lib/site.css", "evil.example", HttpStatusCode.BadRequest)]
    [InlineData("/sign-in", "localhost", HttpStatusCode.OK)]
    [InlineData("/health/live", "10.0.0.7", HttpStatusCode.OK)]
    public async Task Only_its_own_host_is_answered_but_for_health(string path, string host, HttpStatusCode expected)
    {
        using var answer = await SendAsync(path, host);
        Assert.Equal(expected, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_redirect_names_no_host()
    {
        using var answer = await SendAsync("/schedules?state=all", "lists.example.org");
        Assert.Equal("/sign-in?returnUrl=%2Fschedules%3Fstate%3Dall", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("lists.example.org", null, HttpStatusCode.NotFound)]
    [InlineData("localhost", "X-Forwarded-For", HttpStatusCode.BadRequest)]
    [InlineData("lists.example.org", "X-Forwarded-For", HttpStatusCode.NotFound)]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1", null, HttpStatusCode.OK)]
    public async Task Sandboxes_are_for_this_machine_by_its_own_name_and_not_through_a_proxy(
        string host, string? header, HttpStatusCode expected)
    {
        using var answer = await SendAsync("/sandbox/mail", host, header);
        Assert.Equal(expected, answer.StatusCode);
        using var api = await SendAsync("/sandbox/dotdigital/v2/account-info", host, header);
        Assert.Equal(expected == HttpStatusCode.OK ? HttpStatusCode.Unauthorized : expected, api.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string host, string? header = null)
    {
        var client = application.Visitor();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (header is not null)
        {
            request.Headers.Add(header, "192.0.2.7");
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
