using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>Builds the message as it goes over the wire: multipart/alternative, UTF-8, text and HTML both in base64, so that no server has lines to break. SmtpClient adds the date.</summary>
internal static class MailMessages
{
    /// <exception cref="MailRefusedException">An address is none.</exception>
    public static MailMessage Build(OutgoingMail mail, string from)
    {
        var message = new MailMessage
        {
            From = new MailAddress(from, OneLine(mail.FromName ?? ""), Encoding.UTF8),
            Subject = OneLine(mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(Address(mail.To));
        if (mail.ReplyTo is not null)
        {
            message.ReplyToList.Add(Address(mail.ReplyTo));
        }

        message.Headers.Add("Message-ID", $"<{OneLine(mail.MessageId).Trim('<', '>')}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(Part(mail.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(Part(mail.Html, MediaTypeNames.Text.Html));
        return message;
    }

    // A display name or a second address inside would send the mail elsewhere than to what staff read and confirmed.
    private static MailAddress Address(string address) =>
        MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && !address.Any(char.IsControl)
            ? parsed
            : throw new MailRefusedException(null, $"\"{OneLine(address)}\" is not an e-mail address.", permanent: true);

    private static AlternateView Part(string text, string mediaType)
    {
        var view = AlternateView.CreateAlternateViewFromString(text.ReplaceLineEndings("\r\n"), Encoding.UTF8, mediaType);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
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
