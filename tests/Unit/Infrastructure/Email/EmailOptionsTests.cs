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
    [InlineData("mail.example.org", null, true)]
    [InlineData("localhost", null, false)]
    [InlineData("127.0.0.1", null, false)]
    [InlineData("::1", null, false)]
    [InlineData("localhost", "true", true)]
    [InlineData("relay.internal", "false", false)]
    public void STARTTLS_is_demanded_unless_the_server_is_here_or_it_is_said_otherwise(string host, string? startTls, bool expected) =>
        Assert.Equal(expected, Read([$"Email:Host={host}", $"Email:StartTls={startTls}"], "Production").StartTls);

    [Theory]
    [InlineData("Email:Host must be set in Production")]
    [InlineData("Email:From must be set", "Email:From=", "Email:Host=mail.example.org")]
    [InlineData("Email:From is \"lists\"", "Email:From=lists", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is \"smtp\"", "Email:Port=smtp", "Email:Host=mail.example.org")]
    [InlineData("Email:Port is 0", "Email:Port=0", "Email:Host=mail.example.org")]
    [InlineData("implicit TLS, which is not supported", "Email:Port=465", "Email:Host=mail.example.org")]
    [InlineData("must be set together", "Email:User=lists", "Email:Host=mail.example.org")]
    [InlineData("must be set together", "Email:Password=secret", "Email:Host=mail.example.org")]
    [InlineData("would be sent unencrypted", "Email:User=lists", "Email:Password=secret", "Email:StartTls=false", "Email:Host=mail.example.org")]
    [InlineData("it is true or false", "Email:StartTls=maybe", "Email:Host=mail.example.org")]
    public void A_wrong_setting_is_named_with_its_reason_and_no_secret(string words, params string[] settings)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => Read(settings, "Production"));

        Assert.Contains(words, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", wrong.Message, StringComparison.Ordinal);
    }

    private static EmailOptions Read(string[] settings, string environment) => EmailOptions.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection([new("Email:From", "lists@example.org")])
            .AddInMemoryCollection(settings.Select(Pair))
            .Build(),
        new HostingEnvironment { EnvironmentName = environment, ContentRootPath = "/app" });

    private static KeyValuePair<string, string?> Pair(string setting) => new(setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]);
}
