namespace CustomerListSchedules.Infrastructure.Email;

/// <summary>
/// A message that was not accepted. <paramref name="Code"/> is the server's reply code, or null when there was none (no connection,
/// time-out). When <paramref name="permanent"/>, sending it again is in vain.
/// </summary>
public sealed class MailRefusedException(int? code, string reply, bool permanent, Exception? inner = null)
    : Exception(code is null ? reply : $"{code} {reply}", inner)
{
    public int? Code { get; } = code;

    public string Reply { get; } = reply;

    public bool Permanent { get; } = permanent;
}
