using System.Text.Json;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

public sealed class SmtpMailerTests : IDisposable
{
    private static readonly OutgoingMail Mail = TestMail.Mail;

    private readonly TestCertificate certificate = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => certificate.Dispose();

    [Fact]
    public async Task A_message_arrives_as_text_and_HTML_with_its_headers()
    {
        const string subject =
            "Bericht für Zoë: 名簿 🎭, and on it goes far beyond the seventy-six characters that one line of a header holds";
        const string link = "https://lists.example/collect/abc_DEF-123?x=1&y=2=3";
        var text = $".\n..dots at the start\n\nŽluťoučký kůň 🎭 {link}\n{new string('x', 2000)}\nFrom here";
        await using var server = await NodeMailServer.StartAsync();

        var reply = await SendAsync(server, Mail with
        {
            Subject = subject,
            Text = text,
            Html = $"<p>Žluťoučký kůň 🎭 <a href=\"{link}\">Collect</a></p>",
            FromName = "Théâtre \"du\" Nord, Lille",
        });

        Assert.Equal((250, "2.0.0 Taken as 1"), (reply.Code, reply.Text));
        var arrived = await server.NextAsync();
        Assert.Equal("Promoter@example.org", arrived.GetProperty("to")[0].GetString());
        Assert.Equal("Promoter@example.org", Text(arrived, "headerTo"));
        Assert.Equal("owner@example.org", arrived.GetProperty("replyTo")[0].GetString());
        Assert.Equal("lists@example.org", Text(arrived.GetProperty("from"), "address"));
        Assert.Equal("Théâtre \"du\" Nord, Lille", Text(arrived.GetProperty("from"), "name"));
        Assert.Equal(subject, Text(arrived, "subject"));
        Assert.Equal("<delivery-1@lists.example>", Text(arrived, "messageId"));
        Assert.Equal("auto-generated", Text(arrived, "autoSubmitted"));
        Assert.Equal("multipart/alternative", Text(arrived, "contentType"));
        Assert.Equal(text, Text(arrived, "text")!.TrimEnd());
        Assert.Contains($"<a href=\"{link}\">Collect</a>", Text(arrived, "html"), StringComparison.Ordinal);
        Assert.All(
            new[]
            {
                "from", "to", "reply-to", "subject", "message-id", "date", "auto-submitted", "list-id", "mime-version", "content-type",
            },
            header => Assert.Single(arrived.GetProperty("headers").EnumerateArray(), line => line.GetString() == header));
    }

    [Fact]
    public async Task A_line_break_in_a_header_begins_no_header()
    {
        await using var server = await NodeMailServer.StartAsync();

        await SendAsync(server, Mail with
        {
            Subject = "Hello\r\nBcc: thief@example.org\r\n\r\nbody",
            FromName = "Venue\nX-Injected: 1",
            MessageId = "a\r\nX-Injected: 1@lists.example",
        });

        var arrived = await server.NextAsync();
        Assert.Equal("Hello  Bcc: thief@example.org    body", Text(arrived, "subject"));
        Assert.Single(arrived.GetProperty("to").EnumerateArray());
        Assert.DoesNotContain(arrived.GetProperty("headers").EnumerateArray(), line => line.GetString() is "bcc" or "x-injected");
    }

    [Theory]
    [InlineData("o'brien+lists/2026=x_y-z@sub.example.org")]
    [InlineData("a.b.c!#$%&*{}|~^`?@example.org")]
    [InlineData("MiXeD.CaSe@Example.Org")]
    public async Task An_address_with_odd_characters_is_sent_to_exactly(string address)
    {
        await using var server = await NodeMailServer.StartAsync();

        await SendAsync(server, Mail with { To = address });

        Assert.Equal(address, (await server.NextAsync()).GetProperty("to")[0].GetString());
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@example.org, b@example.org")]
    [InlineData("Someone <a@example.org>")]
    [InlineData("a@example.org\r\nRCPT TO:<b@example.org>")]
    [InlineData("")]
    public async Task What_is_not_one_address_is_refused_for_good(string address)
    {
        await using var server = await NodeMailServer.StartAsync();

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => SendAsync(server, Mail with { To = address }));

        Assert.True(refused.Permanent);
        Assert.Null(refused.Code);
        Assert.Contains("is not an e-mail address", refused.Reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown", 550, "5.1.1 No such mailbox here", true)]
    [InlineData("spam", 554, "5.7.1 Message looks like spam", true)]
    [InlineData("greylisted", 451, "4.7.1 Try again in a minute", false)]
    [InlineData("full", 452, "4.2.2 Mailbox full", false)]
    public async Task A_refusal_keeps_the_server_s_code_and_words_and_the_next_message_goes(
        string who, int code, string words, bool permanent)
    {
        await using var server = await NodeMailServer.StartAsync();
        await using var connection = await ConnectAsync(server.Port);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => connection.SendAsync(Mail with { To = who + "@example.org" }, TestContext.Current.CancellationToken));

        Assert.Equal((code, words, permanent), (refused.Code, refused.Reply, refused.Permanent));
        await connection.SendAsync(Mail, Token);
        var arrived = await server.NextAsync();
        Assert.Equal(("Hello", 1), (Text(arrived, "text")!.Trim(), arrived.GetProperty("connections").GetInt32()));
    }

    [Fact]
    public async Task A_dropped_connection_can_be_tried_again_and_the_next_message_gets_a_new_one()
    {
        await using var server = await NodeMailServer.StartAsync();
        await using var connection = await ConnectAsync(server.Port);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => connection.SendAsync(Mail with { To = "dropped@example.org" }, TestContext.Current.CancellationToken));

        Assert.Null(refused.Code);
        Assert.False(refused.Permanent);
        await connection.SendAsync(Mail, Token);
        Assert.Equal(2, (await server.NextAsync()).GetProperty("connections").GetInt32());
    }

    [Theory]
    [InlineData("421 4.4.2 Idle for too long")]
    [InlineData(ScriptedMailServer.Close)]
    public async Task A_connection_that_the_server_ends_between_two_messages_is_opened_anew_for_the_second(string end)
    {
        var mails = 0;
        await using var server = new ScriptedMailServer(verb => verb == "MAIL" && Interlocked.Increment(ref mails) == 2 ? end : null);
        await using var connection = await ConnectAsync(server.Port);

        await connection.SendAsync(Mail, Token);
        await connection.SendAsync(Mail, Token);

        Assert.Equal(2, server.Commands.Count(command => command == "."));
        Assert.Equal(2, server.Commands.Count(command => command.StartsWith("EHLO", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_message_whose_end_was_sent_is_not_sent_again_at_once_when_the_connection_breaks()
    {
        var ends = 0;
        await using var server = new ScriptedMailServer(
            verb => verb == "." && Interlocked.Increment(ref ends) == 2 ? ScriptedMailServer.Close : null);
        await using var connection = await ConnectAsync(server.Port);
        await connection.SendAsync(Mail, Token);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => connection.SendAsync(Mail, Token));

        Assert.Equal((null, false), (refused.Code, refused.Permanent));
        Assert.Equal(2, server.Commands.Count(command => command == "."));
    }

    [Fact]
    public async Task A_server_that_refuses_whoever_comes_is_asked_again_later()
    {
        await using var server = new ScriptedMailServer(verb => verb == "CONNECT" ? "554 5.7.1 Not from your network" : null);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => Mailer(server.Port).SendOneAsync(Mail));

        Assert.Equal((554, "5.7.1 Not from your network", false), (refused.Code, refused.Reply, refused.Permanent));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_the_time_out()
    {
        await using var server = await NodeMailServer.StartAsync();

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => SendAsync(server, Mail with { To = "slow@example.org" }, timeout: TimeSpan.FromSeconds(2)));

        Assert.Equal(
            (null, "The mail server 127.0.0.1 did not answer within 2 seconds.", false), (refused.Code, refused.Reply, refused.Permanent));
        Assert.Equal(TimeSpan.FromSeconds(60), SmtpMailer.DefaultStepLimit);
    }

    [Fact]
    public async Task Stopping_the_application_is_not_taken_for_a_refusal()
    {
        await using var server = await NodeMailServer.StartAsync();
        await using var connection = await ConnectAsync(server.Port);
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => connection.SendAsync(Mail with { To = "slow@example.org" }, stopping.Token));
    }

    [Fact]
    public async Task No_server_at_all_can_be_tried_again()
    {
        var server = await NodeMailServer.StartAsync();
        await server.DisposeAsync();

        var refused = await Assert.ThrowsAsync<MailRefusedException>(() => SendAsync(server, Mail));

        Assert.Null(refused.Code);
        Assert.False(refused.Permanent);
        Assert.Contains("could not be spoken to", refused.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_goes_over_one_connection_signed_in_and_encrypted()
    {
        await using var server = await NodeMailServer.StartAsync(Encrypted);
        await using var connection = await ConnectAsync(server.Port, startTls: true, "lists", "correct horse");

        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync(Mail with { MessageId = $"{i}@lists.example" }, TestContext.Current.CancellationToken);
            var arrived = await server.NextAsync();
            Assert.Equal("lists", Text(arrived, "user"));
            Assert.True(arrived.GetProperty("secure").GetBoolean());
            Assert.Equal(1, arrived.GetProperty("connections").GetInt32());
        }
    }

    [Fact]
    public async Task A_server_that_speaks_TLS_from_the_first_byte_is_spoken_to()
    {
        await using var server = await NodeMailServer.StartAsync(Encrypted with { StartTls = false, Tls = true });

        await TestMail.Mailer(TestMail.Options(server.Port, MailSecurity.Tls, "lists", "correct horse"), certificate).SendOneAsync(Mail);

        var arrived = await server.NextAsync();
        Assert.Equal(("lists", true), (Text(arrived, "user"), arrived.GetProperty("secure").GetBoolean()));
    }

    [Fact]
    public async Task A_wrong_password_can_be_tried_again_and_is_never_in_the_message()
    {
        await using var server = await NodeMailServer.StartAsync(Encrypted);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => SendAsync(server, Mail, startTls: true, user: "lists", password: "battery staple"));

        Assert.False(refused.Permanent);
        Assert.Contains(refused.Code, new int?[] { 530, 535 });
        Assert.DoesNotContain("battery", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_password_sends_nothing_even_where_the_server_takes_mail_from_anybody(bool startTls)
    {
        await using var server = await NodeMailServer.StartAsync(Encrypted with { StartTls = startTls, RelaysForAnybody = true });
        await using var connection = await ConnectAsync(server.Port, startTls, "lists", "battery staple");

        for (var i = 0; i < 2; i++)
        {
            var refused = await Assert.ThrowsAsync<MailRefusedException>(() => connection.SendAsync(Mail, Token));
            Assert.Equal((535, "5.7.8 Wrong user name or password", false), (refused.Code, refused.Reply, refused.Permanent));
        }

        await Mailer(server.Port, startTls).SendOneAsync(Mail with { Subject = "From anybody" });
        Assert.Equal("From anybody", Text(await server.NextAsync(), "subject"));
    }

    [Fact]
    public async Task A_server_that_offers_no_sign_in_gets_nothing_from_whoever_has_a_password()
    {
        await using var server = new ScriptedMailServer(verb => verb == "EHLO" ? "250 scripted" : null);

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => Mailer(server.Port, user: "lists", password: "correct horse").SendOneAsync(Mail));

        Assert.Equal((null, false), (refused.Code, refused.Permanent));
        Assert.Contains("cannot be signed in to", refused.Reply, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_without_STARTTLS_is_given_neither_password_nor_message()
    {
        await using var server = await NodeMailServer.StartAsync(startTls: false, user: "lists", password: "correct horse");

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => SendAsync(server, Mail, startTls: true, user: "lists", password: "correct horse"));

        Assert.False(refused.Permanent);
        Assert.Contains("does not support secure connections", refused.Reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task A_certificate_that_is_not_trusted_stops_the_message(MailSecurity security)
    {
        await using var server = await NodeMailServer.StartAsync(
            Encrypted with { StartTls = security == MailSecurity.StartTls, Tls = security == MailSecurity.Tls });

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => TestMail.Mailer(TestMail.Options(server.Port, security, "lists", "correct horse")).SendOneAsync(Mail));

        Assert.False(refused.Permanent);
        Assert.Contains("could not prove who it is: its certificate is not trusted here", refused.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_where_it_should_is_named_so()
    {
        await using var server = await NodeMailServer.StartAsync();

        var refused = await Assert.ThrowsAsync<MailRefusedException>(
            () => TestMail.Mailer(TestMail.Options(server.Port, MailSecurity.Tls)).SendOneAsync(Mail));

        Assert.Contains("could not be spoken to in TLS", refused.Reply, StringComparison.Ordinal);
    }

    private MailServerOptions Encrypted => new()
    {
        StartTls = true,
        User = "lists",
        Password = "correct horse",
        Certificate = certificate.CertificatePem,
        Key = certificate.KeyPem,
    };

    private static string? Text(JsonElement mail, string name) => mail.GetProperty(name).GetString();

    private Task<IMailConnection> ConnectAsync(int port, bool startTls = false, string? user = null, string? password = null) =>
        Mailer(port, startTls, user, password).ConnectAsync(Token);

    private SmtpMailer Mailer(int port, bool startTls = false, string? user = null, string? password = null, TimeSpan? timeout = null) =>
        TestMail.Mailer(TestMail.Options(port, startTls ? MailSecurity.StartTls : MailSecurity.None, user, password), certificate, timeout);

    private Task<MailReply> SendAsync(
        NodeMailServer server, OutgoingMail mail, bool startTls = false, string? user = null, string? password = null,
        TimeSpan? timeout = null) =>
        Mailer(server.Port, startTls, user, password, timeout).SendOneAsync(mail);
}
