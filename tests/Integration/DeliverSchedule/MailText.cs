using System.Text;
using CustomerListSchedules.Infrastructure.Email;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>Reads the .eml files that the application leaves when it has no mail server.</summary>
internal static class MailText
{
    public static IReadOnlyList<string> In(string directory) =>
        Directory.Exists(directory) ? [.. Directory.GetFiles(directory, "*.eml").Order().Select(File.ReadAllText)] : [];

    /// <summary>The text/plain part, decoded from base64; what was wrapped is in one line again.</summary>
    public static string Plain(string mail)
    {
        var whole = new StringBuilder();
        var last = 0;
        foreach (var line in Part(mail, "text/plain").TrimEnd().Split("\r\n"))
        {
            var wrapped = last > 0 && line.Length > 0 && last + 1 + line.Split(' ')[0].Length > MailLines.Longest;
            whole.Append(whole.Length == 0 ? "" : wrapped ? " " : "\r\n").Append(line);
            last = line.Length;
        }

        return whole.Append("\r\n").ToString();
    }

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
