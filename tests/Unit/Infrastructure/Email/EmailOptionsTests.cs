using CustomerListSchedules.Infrastructure.Email;
using Microsoft.Extensions.Hosting.Internal;

namespace CustomerListSchedules.Unit.Infrastructure.Email;

public sealed class EmailOptionsTests
{
    [Fact]
    public void Without_a_host_mail_goes_to_the_data_directory_outside_Production()
    {
        var options = Read(["Data:Directory=/data"], "Development");

        Assert.Null(options.Host);
        Assert.Equal("/data/mail", options.PickupDirectory);
    }

    [Theory]
    [InlineData("mail.example.org", null, MailSecurity.StartTls)]
    [InlineData("localhost", null, MailSecurity.None)]
    [InlineData("127.0.0.1", null, MailSecurity.None)]
    [InlineData("::1", null, MailSecurity.None)]
    [InlineData("localhost", "true", MailSecurity.StartTls)]
    [InlineData("relay.internal", "false", MailSecurity.None)]
    public void STARTTLS_is_demanded_unless_the_server_is_here_or_it_is_said_otherwise(
        string host, string? startTls, MailSecurity expected) =>
        Assert.Equal(expected, Read([$"Email:Host={host}", $"Email:StartTls={startTls}"], "Production").Security);

    [Theory]
    [InlineData("mail.example.org", null, null, MailSecurity.StartTls, 587)]
    [InlineData("mail.example.org", "auto", "25", MailSecurity.StartTls, 25)]
    [InlineData("mail.example.org", "Auto", "465", MailSecurity.Tls, 465)]
    [InlineData("localhost", null, "465", MailSecurity.Tls, 465)]
    [InlineData("mail.example.org", "Tls", null, MailSecurity.Tls, 465)]
    [InlineData("mail.example.org", "tls", "2465", MailSecurity.Tls, 2465)]
    [InlineData("mail.example.org", "StartTls", null, MailSecurity.StartTls, 587)]
    [InlineData("localhost", "starttls", "25", MailSecurity.StartTls, 25)]
    [InlineData("relay.internal", "None", "25", MailSecurity.None, 25)]
    [InlineData("localhost", "Auto", null, MailSecurity.None, 587)]
    public void How_the_connection_is_encrypted_is_said_in_one_word_or_follows_from_host_and_port(
        string host, string? security, string? port, MailSecurity expected, int expectedPort)
    {
        var options = Read([$"Email:Host={host}", $"Email:Security={security}", $"Email:Port={port}"], "Production");

        Assert.Equal((expected, expectedPort), (options.Security, options.Port));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public void A_server_on_this_machine_may_be_given_a_password_without_encryption(string host) =>
        Assert.Equal("secret", Read([$"Email:Host={host}", "Email:User=lists", "Email:Password=secret"], "Production").Password);

    [Theory]
    [InlineData("https://login.example.org/token")]
    [InlineData("http://localhost:9000/token")]
    [InlineData("http://[::1]:9000/token")]
    public void OAuth_needs_an_endpoint_and_a_client_and_mostly_a_scope(string url)
    {
        var options = Read(
            [
                "Email:Host=mail.example.org", $"Email:OAuth:TokenUrl={url}", "Email:OAuth:ClientId=client",
                "Email:OAuth:ClientSecret=secret"
            ],
            "Production");

        Assert.Equal(new EmailOAuth(new Uri(url), "client", "secret", null), options.OAuth);
        Assert.Null(Read(["Email:Host=mail.example.org"], "Production").OAuth);
    }

    [Fact]
    public void The_answer_to_a_whole_message_is_waited_for_as_long_as_the_standard_says_unless_it_is_said_otherwise()
    {
        Assert.Equal(TimeSpan.FromMinutes(10), Read(["Email:Host=mail.example.org"], "Production").AnswerLimit);
        Assert.Equal(TimeSpan.FromMinutes(2), Read(["Email:Host=mail.example.org", "Email:AnswerSeconds=120"], "Production").AnswerLimit);
    }

    [Theory]
    [InlineData("Email:Host must be set in Production")]
    [InlineData("Email:From must be set", "Email:From=", "Email:Host=mail.example.org")]
    [InlineData("Email:From is \"lists\"", "Email:From=lists", "Email:Host=mail.example.org")]
    [InlineData("Email:From is \"Lists <lists@example.org>\"", "Email:From=Lists <lists@example.org>", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is \"smtp\"", "Email:Port=smtp", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is \"0\"", "Email:Port=0", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is \"65536\"", "Email:Port=65536", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is 465, where servers expect TLS", "Email:Port=465", "Email:Security=StartTls", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is 465, where servers expect TLS", "Email:Port=465", "Email:StartTls=false", "Email:Host=mail.example.org")]
    [InlineData("Email:Security is \"SSL\"; it is Auto, StartTls, Tls or None", "Email:Security=SSL", "Email:Host=mail.example.org")]
    [InlineData("Email:Security is \"1\"", "Email:Security=1", "Email:Host=mail.example.org")]
    [InlineData("remove Email:StartTls", "Email:Security=Tls", "Email:StartTls=true", "Email:Host=mail.example.org")]
    [InlineData("must be set together", "Email:User=lists", "Email:Host=mail.example.org")]
    [InlineData("must be set together", "Email:Password=secret", "Email:Host=mail.example.org")]
    [InlineData(
        "Email:StartTls is false, so Email:Password would be sent unencrypted",
        "Email:User=lists", "Email:Password=secret", "Email:StartTls=false", "Email:Host=mail.example.org")]
    [InlineData(
        "Email:Security is None, so Email:Password would be sent unencrypted",
        "Email:User=lists", "Email:Password=secret", "Email:Security=None", "Email:Host=mail.example.org")]
    [InlineData("it is true or false", "Email:StartTls=maybe", "Email:Host=mail.example.org")]
    [InlineData(
        "Email:AnswerSeconds is \"59\"; it is a whole number from 60 to 3600", "Email:AnswerSeconds=59", "Email:Host=mail.example.org")]
    [InlineData("Email:AnswerSeconds is \"3601\"", "Email:AnswerSeconds=3601", "Email:Host=mail.example.org")]
    public void A_wrong_setting_is_named_with_its_reason_and_no_secret(string words, params string[] settings)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => Read(settings, "Production"));

        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Email:OAuth:TokenUrl must be set", "Email:OAuth:TokenUrl=")]
    [InlineData("Email:OAuth:ClientId must be set", "Email:OAuth:ClientId=")]
    [InlineData("Email:OAuth:ClientSecret must be set", "Email:OAuth:ClientSecret=")]
    [InlineData("Email:OAuth:TokenUrl must be an https address", "Email:OAuth:TokenUrl=login.example.org/token")]
    [InlineData("Email:OAuth:TokenUrl must be an https address", "Email:OAuth:TokenUrl=http://login.example.org/token")]
    [InlineData("Email:OAuth:TokenUrl must be an https address", "Email:OAuth:TokenUrl=https://user:secret@login.example.org/token")]
    [InlineData("Email:Password is set although Email:OAuth is", "Email:Password=secret")]
    [InlineData("Email:Security is None, so Email:OAuth's token would be sent unencrypted", "Email:Security=None")]
    public void A_wrong_setting_of_OAuth_is_named_with_its_reason_and_no_secret(string words, string setting)
    {
        string[] right =
        [
            "Email:Host=mail.example.org", "Email:User=lists@example.org", "Email:OAuth:TokenUrl=https://login.example.org/token",
            "Email:OAuth:ClientId=client", "Email:OAuth:ClientSecret=secret", "Email:OAuth:Scope=all",
        ];

        var wrong = Assert.Throws<InvalidOperationException>(() => Read([.. right, setting], "Production"));

        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Message, StringComparison.Ordinal);
    }

    private static EmailOptions Read(string[] settings, string environment) => EmailOptions.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection([new("Email:From", "lists@example.org")])
            .AddInMemoryCollection(settings.Select(Pair).GroupBy(pair => pair.Key).Select(pairs => pairs.Last()))
            .Build(),
        new HostingEnvironment { EnvironmentName = environment, ContentRootPath = "/app" });

    private static KeyValuePair<string, string?> Pair(string setting) =>
        new(setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]);
}
