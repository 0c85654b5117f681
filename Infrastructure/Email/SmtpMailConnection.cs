using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>One SmtpClient, which keeps its connection from message to message; after a failure the next message gets a new one.</summary>
internal sealed class SmtpMailConnection(EmailOptions options, TimeSpan timeout) : IMailConnection
{
    private SmtpClient? client;

    public async Task<MailReply> SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        using var message = MailMessages.Build(mail, options.From);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            client ??= Connect();
            await client.SendMailAsync(message, limit.Token);
            // SmtpClient takes only a 250 for success, and does not show the words that came with it.
            return new MailReply(250, $"Accepted by {options.Host}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Drop();
            throw new MailRefusedException(null, $"The mail server {options.Host} did not answer within {timeout.TotalSeconds:0} seconds.", permanent: false);
        }
        catch (Exception e)
        {
            Drop();
            cancellationToken.ThrowIfCancellationRequested();
            throw e is SmtpException or IOException or SocketException or AuthenticationException or FormatException ? SmtpReplies.Refusal(e, options.Host!) : e;
        }
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return ValueTask.CompletedTask;
    }

    private SmtpClient Connect() => new(options.Host!, options.Port)
    {
        EnableSsl = options.StartTls,
        Credentials = options.User is null ? null : new NetworkCredential(options.User, options.Password),
    };

    private void Drop()
    {
        client?.Dispose();
        client = null;
    }
}
