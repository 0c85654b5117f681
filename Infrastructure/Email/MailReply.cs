namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>The mail server's answer to an accepted message (RFC 5321).</summary>
public sealed record MailReply(int Code, string Text);
