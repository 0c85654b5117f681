using System.Net;

namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>How the connection to the mail server is encrypted.</summary>
public enum MailSecurity
{
    /// <summary>STARTTLS (RFC 3207); a server that does not offer it gets nothing.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314), mostly port 465.</summary>
    Tls,

    /// <summary>Not at all; with a password or token only to this machine.</summary>
    None,
}
