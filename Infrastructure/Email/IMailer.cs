namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Sends mail, to a mail server or to a directory.</summary>
public interface IMailer
{
    /// <summary>A connection for one batch of messages. A mail server is only spoken to when the first is sent.</summary>
    Task<IMailConnection> ConnectAsync(CancellationToken cancellationToken);
}
