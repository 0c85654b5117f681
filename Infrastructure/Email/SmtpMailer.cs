namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Sends to the mail server of <c>Email:Host</c>.</summary>
internal sealed class SmtpMailer(EmailOptions options) : IMailer
{
    /// <summary>For one message, connecting included; shorter than a message's lease.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Shorter in tests alone.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public Task<IMailConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IMailConnection>(new SmtpMailConnection(options, Timeout));
}
