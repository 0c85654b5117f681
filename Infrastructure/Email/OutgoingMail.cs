namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// One message to one address, as text and as HTML. <paramref name="MessageId"/> is written without or with its angle brackets;
/// <paramref name="FromName"/> is shown beside Email:From.
/// </summary>
public sealed record OutgoingMail(
    string To, string? ReplyTo, string Subject, string Text, string Html, string MessageId, string? FromName = null);

/// <summary>The mail server's answer to an accepted message (RFC 5321).</summary>
public sealed record MailReply(int Code, string Text);

/// <summary>
/// A message that was not accepted. <paramref name="Code"/> is the server's reply code, or null when there was none (no connection,
/// time-out). When <paramref name="permanent"/>, sending it again is in vain.
/// </summary>
public sealed class MailRefusedException(int? code, string reply, bool permanent, Exception? inner = null)
    : Exception(code is null ? reply : $"{code} {reply}", inner)
{
    public int? Code { get; } = code;

    public string Reply { get; } = reply;

    public bool Permanent { get; } = permanent;
}
