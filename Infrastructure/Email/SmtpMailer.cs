using System.Net.Security;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Sends to the mail server of <c>Email:Host</c>.</summary>
internal sealed class SmtpMailer(EmailOptions options, TimeProvider time) : IMailer, IDisposable
{
    /// <summary>For each step with the server; connecting is one.</summary>
    public static readonly TimeSpan DefaultStepLimit = TimeSpan.FromSeconds(60);

    private readonly OAuthTokens? tokens = options.OAuth is null ? null : new OAuthTokens(options.OAuth, time);

    /// <summary>Shorter in tests alone.</summary>
    public TimeSpan StepLimit { get; init; } = DefaultStepLimit;

    /// <summary>For tests alone, whose servers make their own certificates: what else than a trusted one is taken.</summary>
    public RemoteCertificateValidationCallback? Accepts { get; init; }

    public Task<IMailConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IMailConnection>(new SmtpMailConnection(options, tokens, StepLimit, Accepts, time));

    public void Dispose() => tokens?.Dispose();
}
