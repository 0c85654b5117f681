using System.Net;
using System.Net.Mail;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// Where mail goes: <c>Email:{Host,Port,User,Password,From,StartTls,PickupDirectory}</c>. Without a host mail goes to the pickup
/// directory, outside Production alone. STARTTLS is demanded unless the server is on this machine or <c>Email:StartTls</c> says otherwise.
/// </summary>
public sealed record EmailOptions(string? Host, int Port, string? User, string? Password, string From, bool StartTls, string PickupDirectory)
{
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it and says why, without its value when that is secret.</exception>
    public static EmailOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var host = Text(configuration, "Email:Host");
        var options = new EmailOptions(
            host,
            Number(configuration, "Email:Port", 587),
            Text(configuration, "Email:User"),
            Text(configuration, "Email:Password"),
            Text(configuration, "Email:From") ?? throw new InvalidOperationException("Email:From must be set to the address that mail is sent from."),
            Flag(configuration, "Email:StartTls", !IsThisMachine(host)),
            Path.GetFullPath(
                Text(configuration, "Email:PickupDirectory") ?? Path.Combine(Text(configuration, "Data:Directory") ?? ".data", "mail"),
                environment.ContentRootPath));
        options.Check(environment);
        return options;
    }

    private void Check(IHostEnvironment environment)
    {
        if (Host is null && environment.IsProduction())
        {
            throw new InvalidOperationException("Email:Host must be set in Production: without a mail server nobody is sent anything.");
        }

        if (!MailAddress.TryCreate(From, out var from) || from.Address != From)
        {
            throw new InvalidOperationException($"Email:From is \"{From}\", which is not an address such as lists@example.org.");
        }

        if (Port is < 1 or > 65535)
        {
            throw new InvalidOperationException($"Email:Port is {Port}; a port is a number from 1 to 65535.");
        }

        if (Port == 465)
        {
            throw new InvalidOperationException("Email:Port is 465, for implicit TLS, which is not supported. Use the server's STARTTLS port, mostly 587.");
        }

        if ((User is null) != (Password is null))
        {
            throw new InvalidOperationException("Email:User and Email:Password must be set together, or neither.");
        }

        if (Password is not null && !StartTls && !IsThisMachine(Host))
        {
            throw new InvalidOperationException("Email:StartTls is false, so Email:Password would be sent unencrypted. Allow STARTTLS, or use a server that needs no password.");
        }
    }

    private static bool IsThisMachine(string? host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string? Text(IConfiguration configuration, string name) =>
        configuration[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static int Number(IConfiguration configuration, string name, int otherwise) =>
        Text(configuration, name) is not { } text ? otherwise
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : throw new InvalidOperationException($"{name} is \"{text}\", which is not a number.");

    private static bool Flag(IConfiguration configuration, string name, bool otherwise) =>
        Text(configuration, name) is not { } text ? otherwise
        : bool.TryParse(text, out var flag) ? flag
        : throw new InvalidOperationException($"{name} is \"{text}\"; it is true or false.");
}
