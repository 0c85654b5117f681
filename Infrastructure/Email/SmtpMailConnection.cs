using System.Net.Security;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// One connection, signed in to, that is kept from message to message and survives a refusal. It is opened with the first message, and anew
/// where the server has closed it meanwhile.
/// </summary>
internal sealed class SmtpMailConnection(
    EmailOptions options, OAuthTokens? tokens, TimeSpan stepLimit, RemoteCertificateValidationCallback? accepts, TimeProvider time)
    : IMailConnection
{
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(1);

    private readonly SmtpSteps steps = new(stepLimit, options.AnswerLimit);
    private SmtpClient? client;
    private SslPolicyErrors certificate;

    private string Host => options.Host!;

    public async Task<MailReply> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var message = MailMessages.Build(mail, options.From, time.GetUtcNow());
        if (client is { IsConnected: true })
        {
            try
            {
                return await TrySendAsync(message, cancellationToken);
            }
            catch (MailRefusedException e) when (ServerClosed(e))
            {
                // Idle for too long, or as many messages as it takes at a time: this one was not looked at.
            }
        }

        return await TrySendAsync(message, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (client is { IsConnected: true })
        {
            using var limit = new CancellationTokenSource(QuitLimit);
            await client.DisconnectAsync(quit: true, limit.Token);
        }

        Drop();
    }

    private bool ServerClosed(MailRefusedException e) =>
        client is null && !steps.MessageSent && (e.Code is 421 || e.InnerException is SmtpProtocolException or IOException);

    private async Task<MailReply> TrySendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var open = false;
        try
        {
            if (client is not { IsConnected: true })
            {
                await OpenAsync(cancellationToken);
            }

            open = true;
            var words = await steps.RunAsync(token => client!.SendAsync(message, token), cancellationToken);
            // MailKit takes only a 250 for success.
            return new MailReply((int)SmtpStatusCode.Ok, SmtpReplies.OneLine(words));
        }
        catch (OperationCanceledException e)
        {
            Drop();
            cancellationToken.ThrowIfCancellationRequested();
            throw new MailRefusedException(
                null, $"The mail server {Host} did not answer within {steps.Limit.TotalSeconds:0} seconds.", permanent: false, e);
        }
        catch (Exception e) when (SmtpReplies.Refusal(e, Host, aboutMessage: open, certificate) is { } refusal)
        {
            if (client is not { IsConnected: true } || refusal.Code is null or 421)
            {
                Drop();
            }

            throw refusal;
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (tokens is null)
        {
            await OpenAsync(null, cancellationToken);
            return;
        }

        var (token, isNew) = await tokens.GetAsync(null, cancellationToken);
        try
        {
            await OpenAsync(token, cancellationToken);
        }
        catch (AuthenticationException) when (!isNew)
        {
            // It may have been withdrawn before its time.
            (token, _) = await tokens.GetAsync(refused: token, cancellationToken);
            await OpenAsync(token, cancellationToken);
        }
    }

    /// <summary>Connects and signs in; where either fails there is no connection that anything could be sent over.</summary>
    private async Task OpenAsync(AccessToken? access, CancellationToken cancellationToken)
    {
        Drop();
        var fresh = Make();
        try
        {
            client = await steps.RunAsync(
                async token =>
                {
                    await ConnectAsync(fresh, token);
                    // Without it an address's domain goes as IDNA, which every server on the way understands.
                    fresh.Capabilities &= ~SmtpCapabilities.UTF8;
                    await SignInAsync(fresh, access, token);
                    return fresh;
                },
                cancellationToken);
        }
        finally
        {
            if (client != fresh)
            {
                fresh.Dispose();
            }
        }
    }

    private SmtpClient Make()
    {
        certificate = SslPolicyErrors.None;
        return new SmtpClient(steps)
        {
            // The steps' limits are shorter and are the ones that count.
            Timeout = (int)(stepLimit + options.AnswerLimit).TotalMilliseconds,
            // Many networks let a mail client ask nobody else; .NET's own client does not either.
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (sender, shown, chain, errors) =>
            {
                certificate = errors;
                return errors == SslPolicyErrors.None || accepts?.Invoke(sender, shown, chain, errors) is true;
            },
        };
    }

    // A message goes in several writes, of which the last would wait for the server's delayed acknowledgement of the one before: 40 ms a
    // mail.
    private async Task ConnectAsync(SmtpClient fresh, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Host, options.Port, cancellationToken);
            await fresh.ConnectAsync(socket, Host, options.Port, Encryption(), cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SecureSocketOptions Encryption() => options.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    private Task SignInAsync(SmtpClient fresh, AccessToken? access, CancellationToken cancellationToken) =>
        access is not null ? fresh.AuthenticateAsync(Mechanism(fresh, access), cancellationToken)
        : options.User is not null ? fresh.AuthenticateAsync(options.User, options.Password!, cancellationToken)
        : Task.CompletedTask;

    private SaslMechanism Mechanism(SmtpClient fresh, AccessToken access)
    {
        var user = options.User ?? options.From;
        return fresh.AuthenticationMechanisms.Contains("XOAUTH2") ? new SaslMechanismOAuth2(user, access.Value)
            : fresh.AuthenticationMechanisms.Contains("OAUTHBEARER") ? new SaslMechanismOAuthBearer(user, access.Value)
            : throw new NotSupportedException("it offers neither XOAUTH2 nor OAUTHBEARER.");
    }

    private void Drop()
    {
        client?.Dispose();
        client = null;
    }
}
