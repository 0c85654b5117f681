using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Behind a reverse proxy the visitor's address and scheme come in X-Forwarded-For and X-Forwarded-Proto. They are believed
/// from the networks of <c>Proxy:KnownNetworks</c> ("10.0.0.0/8, 192.0.2.7") alone, and from nobody when it is not set.
/// </summary>
public static class ReverseProxy
{
    private const string Setting = "Proxy:KnownNetworks";

    public static IServiceCollection AddReverseProxy(this IServiceCollection services, IConfiguration configuration) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in KnownNetworks(name => configuration[name]))
            {
                options.KnownIPNetworks.Add(network);
            }

            // Each proxy of a chain adds an entry; the first that is not a known one is the visitor.
            options.ForwardLimit = null;
        });

    /// <summary>Leaves requests as they came when no proxy is known.</summary>
    public static void UseReverseProxy(this WebApplication app)
    {
        if (KnownNetworks(name => app.Configuration[name]).Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    /// <exception cref="InvalidOperationException">An entry is neither an address nor a network.</exception>
    public static IReadOnlyList<IPNetwork> KnownNetworks(Func<string, string?> setting) =>
        [.. (setting(Setting) ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries).Select(Network)];

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : System.Net.IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException(
            $"{Setting} has \"{text}\": it lists addresses and networks such as 10.0.0.0/8, separated by commas.");
}
