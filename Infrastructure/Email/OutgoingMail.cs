namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// One message to one address, as text and as HTML. <paramref name="MessageId"/> is written without or with its angle brackets;
/// <paramref name="FromName"/> is shown beside Email:From.
/// </summary>
public sealed record OutgoingMail(
    string To, string? ReplyTo, string Subject, string Text, string Html, string MessageId, string? FromName = null);
