using System.Globalization;
using System.Net;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Where mail goes: <c>Email:{Host,Port,Security,User,Password,From,AnswerSeconds,PickupDirectory}</c> and <c>Email:OAuth</c>. Without a
/// host mail goes to the pickup directory, outside Production alone.
/// </summary>
public sealed record EmailOptions(
    string? Host, int Port, string? User, string? Password, string From, MailSecurity Security, string PickupDirectory)
{
    private const int TlsPort = 465;
    private const int StartTlsPort = 587;
    private static readonly TimeSpan StandardAnswerLimit = TimeSpan.FromMinutes(10);

    /// <summary>Sign-in by OAuth 2 in place of a password.</summary>
    public EmailOAuth? OAuth { get; init; }

    /// <summary>How long the server may take to answer once it has the whole message: RFC 5321, 4.5.3.2.6.</summary>
    public TimeSpan AnswerLimit { get; init; } = StandardAnswerLimit;

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it and says why, and no secret.</exception>
    public static EmailOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var host = Text(configuration, "Email:Host");
        var port = Text(configuration, "Email:Port") is null ? (int?)null : Number(configuration, "Email:Port", 1, 65535, StartTlsPort);
        var security = ReadSecurity(configuration, host, port);
        var options = new EmailOptions(
            host,
            port ?? (security == MailSecurity.Tls ? TlsPort : StartTlsPort),
            Text(configuration, "Email:User"),
            Text(configuration, "Email:Password"),
            Text(configuration, "Email:From") ?? throw Wrong("Email:From must be set to the address that mail is sent from."),
            security,
            Path.GetFullPath(
                Text(configuration, "Email:PickupDirectory") ?? Path.Combine(Text(configuration, "Data:Directory") ?? ".data", "mail"),
                environment.ContentRootPath))
        {
            OAuth = EmailOAuth.Read(name => Text(configuration, name)),
            AnswerLimit = TimeSpan.FromSeconds(
                Number(
                    configuration, "Email:AnswerSeconds", environment.IsProduction() ? 60 : 1, 3600,
                    (int)StandardAnswerLimit.TotalSeconds)),
        };
        var notEncrypted = Text(configuration, "Email:StartTls") is null ? "Email:Security is None" : "Email:StartTls is false";
        options.Check(environment, notEncrypted);
        return options;
    }

    private static MailSecurity ReadSecurity(IConfiguration configuration, string? host, int? port)
    {
        var text = Text(configuration, "Email:Security");
        if (Text(configuration, "Email:StartTls") is { } startTls)
        {
            return text is not null
                ? throw Wrong("Email:StartTls is set although Email:Security is, which replaces it: remove Email:StartTls.")
                : !bool.TryParse(startTls, out var demanded) ? throw Wrong($"Email:StartTls is \"{startTls}\"; it is true or false.")
                : demanded ? MailSecurity.StartTls : MailSecurity.None;
        }

        return text?.ToUpperInvariant() switch
        {
            null or "AUTO" => port == TlsPort ? MailSecurity.Tls : IsThisMachine(host) ? MailSecurity.None : MailSecurity.StartTls,
            "STARTTLS" => MailSecurity.StartTls,
            "TLS" => MailSecurity.Tls,
            "NONE" => MailSecurity.None,
            _ => throw Wrong($"Email:Security is \"{text}\"; it is Auto, StartTls, Tls or None."),
        };
    }

    private void Check(IHostEnvironment environment, string notEncrypted)
    {
        if (Host is null && environment.IsProduction())
        {
            throw Wrong("Email:Host must be set in Production: without a mail server nobody is sent anything.");
        }

        if (!MailMessages.TryReadAddress(From, out _))
        {
            throw Wrong($"Email:From is \"{From}\", which is not an address such as lists@example.org.");
        }

        if (Port == TlsPort && Security != MailSecurity.Tls)
        {
            throw Wrong(
                $"Email:Port is {TlsPort}, where servers expect TLS from the first byte: set Email:Security to Tls, "
                + $"or use the server's STARTTLS port, mostly {StartTlsPort}.");
        }

        if (OAuth is null && (User is null) != (Password is null))
        {
            throw Wrong("Email:User and Email:Password must be set together, or neither.");
        }

        if (OAuth is not null && Password is not null)
        {
            throw Wrong("Email:Password is set although Email:OAuth is: a server is signed in to with one of them.");
        }

        if ((Password is not null || OAuth is not null) && Security == MailSecurity.None && !IsThisMachine(Host))
        {
            var secret = OAuth is null ? "Email:Password" : "Email:OAuth's token";
            throw Wrong($"{notEncrypted}, so {secret} would be sent unencrypted. Use StartTls or Tls, or a server that needs no sign-in.");
        }
    }

    private static InvalidOperationException Wrong(string why) => new(why);

    internal static bool IsThisMachine(string? host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? Text(IConfiguration configuration, string name) =>
        configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static int Number(IConfiguration configuration, string name, int least, int most, int otherwise) =>
        Text(configuration, name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
        : throw Wrong($"{name} is \"{text}\"; it is a whole number from {least} to {most}.");
}
