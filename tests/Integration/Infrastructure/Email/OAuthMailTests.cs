using System.Text;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>Sign-in to a mail server with tokens of an OAuth 2 service, whose endpoint is a stub.</summary>
public sealed class OAuthMailTests : IAsyncLifetime
{
    private readonly TestCertificate certificate = new();
    private readonly StoppedTime time = new();
    private TokenService service = null!;

    public async ValueTask InitializeAsync() => service = await TokenService.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        certificate.Dispose();
    }

    [Fact]
    public async Task A_token_is_asked_for_with_the_client_s_credentials_and_serves_all_connections()
    {
        await using var server = await StartAsync(new() { ["token-1"] = 2 });
        using var mailer = Mailer(server.Port);

        await mailer.SendOneAsync(TestMail.Mail);
        await mailer.SendOneAsync(TestMail.Mail);

        Assert.Equal("mailbox@example.org", (await server.NextAsync()).GetProperty("user").GetString());
        Assert.Equal(
            new()
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "client-1",
                ["client_secret"] = "hush hush",
                ["scope"] = "https://mail.example/.default",
            },
            Assert.Single(service.Requests));
    }

    [Theory]
    [InlineData("3600", 3290, 3310)]
    [InlineData("\"3600\"", 3290, 3310)]
    [InlineData("100", 85, 95)]
    [InlineData(null, 50, 58)]
    public async Task A_token_is_kept_until_shortly_before_it_expires(string? expiresIn, int lasts, int over)
    {
        service.ExpiresIn = expiresIn;
        await using var server = await StartAsync(new() { ["token-1"] = 2, ["token-2"] = 1 });
        using var mailer = Mailer(server.Port);
        await mailer.SendOneAsync(TestMail.Mail);

        time.Passed = TimeSpan.FromSeconds(lasts);
        await mailer.SendOneAsync(TestMail.Mail);
        Assert.Single(service.Requests);

        time.Passed = TimeSpan.FromSeconds(over);
        await mailer.SendOneAsync(TestMail.Mail);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task An_old_token_that_the_server_refuses_is_replaced_once_and_the_message_goes()
    {
        await using var server = await StartAsync(new() { ["token-1"] = 1, ["token-2"] = 1 });
        using var mailer = Mailer(server.Port);

        await mailer.SendOneAsync(TestMail.Mail);
        await mailer.SendOneAsync(TestMail.Mail with { Subject = "With the second token" });

        await server.NextAsync();
        Assert.Equal("With the second token", (await server.NextAsync()).GetProperty("subject").GetString());
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task A_new_token_that_the_server_refuses_is_an_error_and_nothing_is_sent()
    {
        await using var server = await StartAsync(new() { ["token-9"] = 1 }, relaysForAnybody: true);
        using var mailer = Mailer(server.Port);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => mailer.SendOneAsync(TestMail.Mail));

        Assert.Equal((535, false), (refused.Code, refused.Permanent));
        Assert.Single(service.Requests);
        Assert.DoesNotContain("token-1", refused.ToString(), StringComparison.Ordinal);
        var anybody = TestMail.Mailer(TestMail.Options(server.Port, MailSecurity.StartTls), certificate);
        await anybody.SendOneAsync(TestMail.Mail with { Subject = "From anybody" });
        Assert.Equal("From anybody", (await server.NextAsync()).GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Where_two_tokens_in_a_row_are_refused_the_server_is_asked_no_third_time()
    {
        await using var server = await StartAsync(new() { ["token-1"] = 1 });
        using var mailer = Mailer(server.Port);
        await mailer.SendOneAsync(TestMail.Mail);

        await Assert.ThrowsAsync<MailRefusedException>(() => mailer.SendOneAsync(TestMail.Mail));

        Assert.Equal(2, service.Requests.Count);
    }

    [Theory]
    [InlineData(
        401, """{"error": "invalid_client", "error_description": "It\r\nhas expired."}""", "refused: invalid_client It  has expired.")]
    [InlineData(400, """{"error": "invalid_scope"}""", "refused: invalid_scope")]
    [InlineData(503, "<html>Busy</html>", "answered 503 without a token.")]
    [InlineData(200, """{"access_token": 1}""", "answered 200 without a token.")]
    [InlineData(200, "[]", "answered 200 without a token.")]
    [InlineData(302, "", "answered 302 without a token.")]
    public async Task A_service_that_gives_no_token_is_named_with_its_words_and_no_secret(int status, string body, string words)
    {
        service.Instead = (status, body);
        await using var server = await StartAsync(new() { ["token-1"] = 1 });
        using var mailer = Mailer(server.Port);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => mailer.SendOneAsync(TestMail.Mail));

        Assert.Equal((null, $"The token service 127.0.0.1 {words}", false), (refused.Code, refused.Reply, refused.Permanent));
        Assert.DoesNotContain("hush", refused.ToString(), StringComparison.Ordinal);

        service.Instead = null;
        await mailer.SendOneAsync(TestMail.Mail);
    }

    [Fact]
    public async Task A_service_that_is_not_there_may_be_there_later()
    {
        await using var server = await StartAsync(new() { ["token-1"] = 1 });
        var gone = await TokenService.StartAsync();
        using var mailer = TestMail.Mailer(TestMail.Options(server.Port, MailSecurity.StartTls) with { OAuth = gone.Client }, certificate);
        await gone.DisposeAsync();

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => mailer.SendOneAsync(TestMail.Mail));

        Assert.False(refused.Permanent);
        Assert.StartsWith("The token service 127.0.0.1 could not be spoken to: ", refused.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_knows_the_standard_s_mechanism_alone_is_signed_in_to_with_that()
    {
        await using var server = new ScriptedMailServer(_ => null, certificate);
        using var mailer = Mailer(server.Port);

        await mailer.SendOneAsync(TestMail.Mail);

        var signIn = Assert.Single(server.Commands, command => command.StartsWith("AUTH OAUTHBEARER ", StringComparison.Ordinal));
        var words = Encoding.UTF8.GetString(Convert.FromBase64String(signIn.Split(' ')[2]));
        Assert.Contains("auth=Bearer token-1", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_no_tokens_gets_nothing()
    {
        await using var server = new ScriptedMailServer(
            verb => verb == "EHLO" ? "250-scripted\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN" : null, certificate);
        using var mailer = Mailer(server.Port);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => mailer.SendOneAsync(TestMail.Mail));

        Assert.Contains("offers neither XOAUTH2 nor OAUTHBEARER", refused.Reply, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    private Task<NodeMailServer> StartAsync(Dictionary<string, int> tokens, bool relaysForAnybody = false) =>
        NodeMailServer.StartAsync(new MailServerOptions
        {
            StartTls = true,
            User = "mailbox@example.org",
            Tokens = tokens,
            RelaysForAnybody = relaysForAnybody,
            Certificate = certificate.CertificatePem,
            Key = certificate.KeyPem,
        });

    private SmtpMailer Mailer(int port) => TestMail.Mailer(
        TestMail.Options(port, MailSecurity.StartTls, "mailbox@example.org") with { OAuth = service.Client }, certificate, time: time);
}
