using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Builds the message as it goes over the wire: multipart/alternative, UTF-8, text and HTML both in base64, so that no server has lines to break.
/// </summary>
internal static class MailMessages
{
    private static readonly ParserOptions Strict =
        new() { AddressParserComplianceMode = RfcComplianceMode.Strict, AllowAddressesWithoutDomain = false };

    /// <exception cref="MailRefusedException">An address is none.</exception>
    public static MimeMessage Build(OutgoingMail mail, string from, DateTimeOffset now)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress(Encoding.UTF8, OneLine(mail.FromName ?? ""), Address(from).Address));
        message.To.Add(Address(mail.To));
        if (mail.ReplyTo is not null)
        {
            message.ReplyTo.Add(Address(mail.ReplyTo));
        }

        message.Subject = OneLine(mail.Subject);
        message.Date = now;
        message.Headers.Replace(HeaderId.MessageId, $"<{OneLine(mail.MessageId).Trim('<', '>')}>");
        message.Headers.Replace(HeaderId.AutoSubmitted, "auto-generated");
        message.Body = new MultipartAlternative(Part("plain", mail.Text), Part("html", mail.Html));
        return message;
    }

    /// <summary>
    /// One address and nothing beside it: a display name or a second address inside would send the mail elsewhere than to what staff
    /// read and confirmed.
    /// </summary>
    public static bool TryReadAddress(string text, [NotNullWhen(true)] out MailboxAddress? address) =>
        MailboxAddress.TryParse(Strict, text, out address) && address.Address == text && !text.Any(char.IsControl)
        && text[..text.LastIndexOf('@')].All(char.IsAscii);

    private static MailboxAddress Address(string text) => TryReadAddress(text, out var address)
        ? address
        : throw new MailRefusedException(null, $"\"{OneLine(text)}\" is not an e-mail address.", permanent: true);

    private static TextPart Part(string subtype, string text)
    {
        var part = new TextPart(subtype) { ContentTransferEncoding = ContentEncoding.Base64 };
        part.SetText(Encoding.UTF8, text.ReplaceLineEndings("\r\n"));
        return part;
    }

    // Headers end at a line break: whoever types one into a subject must not begin a header.
    private static string OneLine(string text) =>
        string.Create(text.Length, text, (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
            }
        }).Trim();
}
