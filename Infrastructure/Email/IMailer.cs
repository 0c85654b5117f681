namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Sends mail, to a mail server or to a directory.</summary>
public interface IMailer
{
    /// <summary>A connection for one batch of messages. A mail server is only spoken to when the first is sent.</summary>
    Task<IMailConnection> ConnectAsync(CancellationToken cancellationToken);
}

/// <summary>Sends messages one after the other; not for several threads at once.</summary>
public interface IMailConnection : IAsyncDisposable
{
    /// <exception cref="MailRefusedException">The message was not accepted. The connection can be used for the next.</exception>
    Task<MailReply> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
