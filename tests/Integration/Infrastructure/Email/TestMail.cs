using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>A message, and mailers for a test's server on 127.0.0.1.</summary>
internal static class TestMail
{
    public static readonly OutgoingMail Mail = new(
        "Promoter@example.org", "owner@example.org", "Your report from The Old Fire Station", "Hello", "<p>Hello</p>",
        "delivery-1@lists.example", "The Old Fire Station");

    public static EmailOptions Options(int port, MailSecurity security = MailSecurity.None, string? user = null, string? password = null) =>
        new("127.0.0.1", port, user, password, "lists@example.org", security, "");

    public static SmtpMailer Mailer(
        EmailOptions options, TestCertificate? trusted = null, TimeSpan? stepLimit = null, TimeProvider? time = null) =>
        new(options, time ?? TimeProvider.System)
        {
            StepLimit = stepLimit ?? TimeSpan.FromSeconds(10),
            Accepts = trusted is null ? null : trusted.Accepts,
        };

    /// <summary>Sends one message over a connection of its own.</summary>
    public static async Task<MailReply> SendOneAsync(this SmtpMailer mailer, OutgoingMail mail, CancellationToken? stopping = null)
    {
        await using var connection = await mailer.ConnectAsync(TestContext.Current.CancellationToken);
        return await connection.SendAsync(mail, stopping ?? TestContext.Current.CancellationToken);
    }
}
