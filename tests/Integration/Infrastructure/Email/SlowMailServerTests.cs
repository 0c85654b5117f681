using System.Diagnostics;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>
/// Servers that take their time, at every step. What takes minutes in earnest is measured by <c>-- slow-mail</c> of tests/Benchmarks.
/// </summary>
public sealed class SlowMailServerTests : IDisposable
{
    public static readonly TheoryData<string, MailSecurity> Steps = new()
    {
        { "CONNECT", MailSecurity.None },
        { "HANDSHAKE", MailSecurity.Tls },
        { "EHLO", MailSecurity.None },
        { "STARTTLS", MailSecurity.StartTls },
        { "HANDSHAKE", MailSecurity.StartTls },
        { "AUTH", MailSecurity.StartTls },
        { "MAIL", MailSecurity.None },
        { "RCPT", MailSecurity.None },
        { "RCPT", MailSecurity.Tls },
        { "DATA", MailSecurity.None },
        { "DATA", MailSecurity.StartTls },
    };

    private readonly TestCertificate certificate = new();

    public void Dispose() => certificate.Dispose();

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_step_that_is_not_answered_in_time_is_given_up(string step, MailSecurity security)
    {
        await using var server = SilentAt(step, security);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => Mailer(server, security, stepSeconds: 0.6).SendOneAsync(TestMail.Mail));

        Assert.Equal((null, false), (refused.Code, refused.Permanent));
        Assert.Contains("did not answer within 1 seconds", refused.Reply, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_stop_is_honoured_at_once_at_every_step_before_the_message_is_sent(string step, MailSecurity security)
    {
        await using var server = SilentAt(step, security);
        using var stopping = new CancellationTokenSource();
        var sending = Mailer(server, security).SendOneAsync(TestMail.Mail, stopping.Token);
        await server.Silent.WaitAsync(TestContext.Current.CancellationToken);

        var stopped = Stopwatch.GetTimestamp();
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(MailSecurity.None)]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task A_server_that_has_the_whole_message_is_given_longer_than_a_step(MailSecurity security)
    {
        await using var server = await StartAsync(security);

        var reply = await Mailer(server.Port, security, stepSeconds: 3).SendOneAsync(TestMail.Mail with { To = "late-4500@example.org" });

        Assert.Equal(250, reply.Code);
        Assert.Equal("late-4500@example.org", (await server.NextAsync()).GetProperty("to")[0].GetString());
    }

    [Fact]
    public async Task A_server_that_has_the_whole_message_and_never_answers_is_given_up_at_last()
    {
        await using var server = SilentAt(".", MailSecurity.None);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => Mailer(server, MailSecurity.None, answerSeconds: 2).SendOneAsync(TestMail.Mail));

        Assert.Equal(
            (null, "The mail server 127.0.0.1 did not answer within 2 seconds.", false), (refused.Code, refused.Reply, refused.Permanent));
        Assert.Equal(TimeSpan.FromMinutes(10), TestMail.Options(25).AnswerLimit);
    }

    [Theory]
    [InlineData(MailSecurity.None)]
    [InlineData(MailSecurity.StartTls)]
    public async Task A_stop_long_after_the_message_s_end_is_honoured_at_once_and_one_soon_after_it_lets_the_server_answer(
        MailSecurity security)
    {
        await using var server = await StartAsync(security);
        using var early = new CancellationTokenSource(1000);
        var soon = Mailer(server.Port, security).SendOneAsync(TestMail.Mail with { To = "late-4000@example.org" }, early.Token);
        using var stopping = new CancellationTokenSource();
        var late = Mailer(server.Port, security).SendOneAsync(TestMail.Mail with { To = "late-60000@example.org" }, stopping.Token);

        Assert.Equal(250, (await soon).Code);
        await Task.Delay(SmtpSteps.StopPatience, TestContext.Current.CancellationToken);
        Assert.False(late.IsCompleted);
        var stopped = Stopwatch.GetTimestamp();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => late);
        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_server_that_dribbles_an_answer_gains_no_time_by_it()
    {
        await using var server = new ScriptedMailServer(verb => verb == "EHLO" ? ScriptedMailServer.Dribble : null);
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<MailRefusedException>(() => Mailer(server, MailSecurity.None, stepSeconds: 1).SendOneAsync(TestMail.Mail));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(5));
    }

    private ScriptedMailServer SilentAt(string step, MailSecurity security) => new(
        verb => verb == step ? ScriptedMailServer.Silence : null, security == MailSecurity.None ? null : certificate,
        security == MailSecurity.Tls);

    private Task<NodeMailServer> StartAsync(MailSecurity security) => NodeMailServer.StartAsync(new MailServerOptions
    {
        StartTls = security == MailSecurity.StartTls,
        Tls = security == MailSecurity.Tls,
        Certificate = certificate.CertificatePem,
        Key = certificate.KeyPem,
    });

    private SmtpMailer Mailer(ScriptedMailServer server, MailSecurity security, double stepSeconds = 60, double answerSeconds = 600) =>
        Mailer(server.Port, security, stepSeconds, answerSeconds, "lists", "correct horse");

    private SmtpMailer Mailer(
        int port, MailSecurity security, double stepSeconds = 60, double answerSeconds = 600, string? user = null,
        string? password = null) =>
        TestMail.Mailer(
            TestMail.Options(port, security, user, password) with { AnswerLimit = TimeSpan.FromSeconds(answerSeconds) }, certificate,
            TimeSpan.FromSeconds(stepSeconds));
}
