using System.Net;
using System.Net.Sockets;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>
/// The network that somebody comes from: an IPv4 address, or the /64 of an IPv6 address, of which one subscriber has all (RFC 6177).
/// </summary>
public static class Networks
{
    public static string Of(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return "unknown";
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            parsed = parsed.MapToIPv4();
        }

        return parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{new IPAddress([.. parsed.GetAddressBytes()[..8], .. new byte[8]])}/64"
            : parsed.ToString();
    }
}
