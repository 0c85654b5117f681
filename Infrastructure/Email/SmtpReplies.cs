using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>What the mail server meant, from the exceptions of MailKit.</summary>
internal static class SmtpReplies
{
    private const int LongestReply = 500;

    /// <returns>Null when it is nothing that a mail server causes.</returns>
    /// <param name="failure">What was thrown.</param>
    /// <param name="aboutMessage">Whether the server was asked to take a message. What it refuses before that may pass, as a wrong
    /// password does.</param>
    /// <param name="certificate">What is wrong with the server's certificate, where something is.</param>
    public static MailRefusedException? Refusal(Exception failure, string host, bool aboutMessage, SslPolicyErrors certificate)
    {
        switch (failure)
        {
            case SmtpCommandException { StatusCode: var code } when (int)code >= 400:
                return new((int)code, OneLine(failure.Message), aboutMessage && IsPermanent((int)code), failure);
            case ServiceNotAuthenticatedException:
                return new((int)SmtpStatusCode.AuthenticationRequired, OneLine(failure.Message), permanent: false, failure);
            case AuthenticationException:
                var (refused, words) = SplitReply(failure.Message);
                return new(refused, OneLine(words), permanent: false, failure);
            case SmtpCommandException or SmtpProtocolException or ServiceNotConnectedException or SslHandshakeException
                or NotSupportedException or IOException or SocketException or TimeoutException:
                return new(null, WithoutReply(failure, host, certificate), permanent: false, failure);
            default:
                return null;
        }
    }

    /// <summary>Words of a server on one line, and not too many.</summary>
    public static string OneLine(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length <= LongestReply ? line : line[..LongestReply];
    }

    // RFC 5321 4.2.1: 5xx is permanent. RFC 4954: 530, 534, 535 and 538 are about signing in to the server, not about this
    // message, which is accepted once an administrator has put the password right.
    private static bool IsPermanent(int code) => code >= 500 && code is not (530 or 534 or 535 or 538);

    // MailKit writes the reply to AUTH as "535: 5.7.8 Wrong password".
    private static (int? Code, string Words) SplitReply(string message) =>
        message.IndexOf(": ", StringComparison.Ordinal) is 3
        && int.TryParse(message.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (code, message[5..])
            : (null, message);

    private static string WithoutReply(Exception failure, string host, SslPolicyErrors certificate) => failure switch
    {
        SslHandshakeException when certificate != SslPolicyErrors.None =>
            $"The mail server {host} could not prove who it is: its certificate {CertificateWords(certificate)}.",
        SslHandshakeException => $"The mail server {host} could not be spoken to in TLS: {OneLine(failure.GetBaseException().Message)}",
        NotSupportedException when failure.Message.Contains("STARTTLS", StringComparison.Ordinal) =>
            $"The mail server {host} does not support secure connections (STARTTLS), so it was given nothing.",
        NotSupportedException => $"The mail server {host} cannot be signed in to as the settings say: {OneLine(failure.Message)}",
        _ => $"The mail server {host} could not be spoken to: {OneLine(failure.GetBaseException().Message)}",
    };

    private static string CertificateWords(SslPolicyErrors errors) => errors switch
    {
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "is missing",
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "is for another name",
        _ => "is not trusted here, or has expired",
    };
}
