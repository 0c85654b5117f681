using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Builds the message as it goes over the wire: multipart/alternative, UTF-8, text and HTML both in base64, so that no server has lines to
/// break.
/// </summary>
internal static class MailMessages
{
    private const int LongestPlain = 60;
    private const int BytesOfAWord = 42;

    private static readonly ParserOptions Strict =
        new() { AddressParserComplianceMode = RfcComplianceMode.Strict, AllowAddressesWithoutDomain = false };

    /// <exception cref="MailRefusedException">An address is none.</exception>
    public static MimeMessage Build(OutgoingMail mail, string from, DateTimeOffset now)
    {
        var message = new MimeMessage();
        var sender = Address(from);
        var name = OneLine(mail.FromName ?? "");
        message.From.Add(new MailboxAddress(Encoding.UTF8, name, sender.Address));
        message.To.Add(Address(mail.To));
        if (mail.ReplyTo is not null)
        {
            message.ReplyTo.Add(Address(mail.ReplyTo));
        }

        message.Subject = OneLine(mail.Subject);
        if (!IsPlain(name))
        {
            message.Headers.Replace(Raw(HeaderId.From, $"{EncodedWords(name)}\r\n <{sender.GetAddress(idnEncode: true)}>"));
        }

        if (!IsPlain(message.Subject))
        {
            message.Headers.Replace(Raw(HeaderId.Subject, EncodedWords(message.Subject)));
        }

        message.Date = now;
        var id = OneLine(mail.MessageId).Trim('<', '>');
        message.Headers.Replace(HeaderId.MessageId, $"<{id}>");
        message.Headers.Replace(HeaderId.AutoSubmitted, "auto-generated");
        // RFC 2919: by it people file what this installation sends.
        message.Headers.Replace(HeaderId.ListId, $"<customer-list-schedules.{id[(id.LastIndexOf('@') + 1)..]}>");
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

    // MimeKit makes a name of encoded and quoted pieces side by side, which other readers put together with a blank more or less; and text
    // that looks encoded would be decoded.
    private static bool IsPlain(string text) =>
        text.Length <= LongestPlain && text.All(char.IsAscii) && !text.Contains("=?", StringComparison.Ordinal);

    private static Header Raw(HeaderId id, string value)
    {
        var header = new Header(id, "");
        header.SetRawValue(Encoding.ASCII.GetBytes($" {value}\r\n"));
        return header;
    }

    /// <summary>Encoded words of at most 75 characters, one a line, each of whole characters (RFC 2047, 2 and 5).</summary>
    private static string EncodedWords(string text)
    {
        var words = new List<string>();
        var bytes = new List<byte>(BytesOfAWord);
        Span<byte> one = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(one);
            if (bytes.Count + length > BytesOfAWord)
            {
                words.Add(Word(bytes));
                bytes.Clear();
            }

            bytes.AddRange(one[..length]);
        }

        words.Add(Word(bytes));
        return string.Join("\r\n ", words);

        static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String(bytes.ToArray())}?=";
    }

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
