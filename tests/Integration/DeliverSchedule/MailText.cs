using System.Text;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>Reads the .eml files that the application leaves when it has no mail server.</summary>
internal static class MailText
{
    public static IReadOnlyList<string> In(string directory) =>
        Directory.Exists(directory) ? [.. Directory.GetFiles(directory, "*.eml").Order().Select(File.ReadAllText)] : [];

    /// <summary>The text/plain part, decoded from base64.</summary>
    public static string Plain(string mail) => Part(mail, "text/plain");

    /// <summary>The text/html part, decoded from base64.</summary>
    public static string Html(string mail) => Part(mail, "text/html");

    private static string Part(string mail, string type)
    {
        var part = mail[mail.IndexOf(type, StringComparison.OrdinalIgnoreCase)..];
        var body = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var end = body.IndexOf("\r\n--", StringComparison.Ordinal);
        return Encoding.UTF8.GetString(Convert.FromBase64String(body[..end]));
    }
}
