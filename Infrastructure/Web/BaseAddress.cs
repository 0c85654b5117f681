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

    private string Root()
    {
        if (configuration["Venue:BaseUrl"] is { Length: > 0 } configured)
        {
            return configured.TrimEnd('/');
        }

        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("Venue:BaseUrl is not set, and the server has no address yet.");
        var any = BindingAddress.Parse(address);
        var host = any.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : any.Host;
        return $"{any.Scheme}://{host}:{any.Port}";
    }
}
