using System.Net.Mail;
using System.Security.Authentication;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>What the mail server meant, from the exceptions of SmtpClient.</summary>
internal static class SmtpReplies
{
    private const string ReplyMark = "The server response was: ";
    private const int LongestReply = 500;

    public static MailRefusedException Refusal(Exception failure, string host)
    {
        var code = failure is SmtpException { StatusCode: > 0 } smtp ? (int)smtp.StatusCode : (int?)null;
        return code is >= 400
            ? new MailRefusedException(code, Text(failure.Message), IsPermanent(code.Value), failure)
            : new MailRefusedException(null, WithoutReply(failure, host), permanent: failure is FormatException, failure);
    }

    // RFC 5321 4.2.1: 5xx is permanent. RFC 4954: 530, 534, 535 and 538 are about signing in to the server, not about this
    // message, which is accepted once an administrator has put the password right.
    private static bool IsPermanent(int code) => code >= 500 && code is not (530 or 534 or 535 or 538);

    private static string Text(string message)
    {
        var mark = message.IndexOf(ReplyMark, StringComparison.Ordinal);
        var reply = new string([.. (mark < 0 ? message : message[(mark + ReplyMark.Length)..]).Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return reply.Length <= LongestReply ? reply : reply[..LongestReply];
    }

    private static string WithoutReply(Exception failure, string host)
    {
        var cause = failure.GetBaseException();
        return cause is AuthenticationException
            ? $"The mail server {host} could not prove who it is: {Text(cause.Message)}"
            : $"The mail server {host} could not be spoken to: {Text(cause.Message)}";
    }
}
