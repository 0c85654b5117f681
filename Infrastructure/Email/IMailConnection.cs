namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Sends messages one after the other; not for several threads at once.</summary>
public interface IMailConnection : IAsyncDisposable
{
    /// <exception cref="MailRefusedException">The message was not accepted. The connection can be used for the next.</exception>
    Task<MailReply> SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
