using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Benchmarks.Mail;

/// <summary>The sender that there was before MailKit, over .NET's own client, to measure beside it.</summary>
internal sealed class SmtpClientSender(int port) : IDisposable
{
    private readonly SmtpClient client = new("127.0.0.1", port);

    public async Task SendAsync(OutgoingMail mail)
    {
        using var message = new MailMessage
        {
            From = new MailAddress("lists@example.org", mail.FromName, Encoding.UTF8),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(mail.To);
        message.ReplyToList.Add(mail.ReplyTo!);
        message.Headers.Add("Message-ID", $"<{mail.MessageId}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(Part(mail.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(Part(mail.Html, MediaTypeNames.Text.Html));
        await client.SendMailAsync(message);
    }

    public void Dispose() => client.Dispose();

    private static AlternateView Part(string text, string mediaType)
    {
        var view = AlternateView.CreateAlternateViewFromString(text.ReplaceLineEndings("\r\n"), Encoding.UTF8, mediaType);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }
}
