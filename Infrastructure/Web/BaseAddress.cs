using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Where people reach the application: <c>Venue:BaseUrl</c> or, where that is not set (never in Production), the first
/// address that the server listens on. Links are made from it alone, never from what a request claims.
/// </summary>
public sealed class BaseAddress(IConfiguration configuration, IServer server)
{
    /// <param name="path">A path that begins with a slash.</param>
    public string Link(string path) => Root() + path;

    /// <summary>The host that links name: a domain in ASCII, or an IP address as a link writes it.</summary>
    public string Host()
    {
        var url = new Uri(Root());
        return url.HostNameType == UriHostNameType.Dns ? url.IdnHost : url.Host;
    }

    /// <summary>Where this node answers to its own machine; without encryption where it listens so.</summary>
    public string OnThisMachine() => Local(Listens().OrderBy(address => address.Scheme, StringComparer.Ordinal).First());

    private string Root() =>
        configuration["Venue:BaseUrl"] is { Length: > 0 } configured ? configured.TrimEnd('/') : Local(Listens().First());

    private IEnumerable<BindingAddress> Listens() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses is { Count: > 0 } addresses ? addresses.Select(BindingAddress.Parse)
        : throw new InvalidOperationException("Venue:BaseUrl is not set, and the server has no address yet.");

    private static string Local(BindingAddress address)
    {
        var host = address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }
}
