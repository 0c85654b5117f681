using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>Says on the console where the application is, and how to sign in to the sample venue.</summary>
public static class AnnounceStart
{
    public static void AnnounceWhenStarted(this WebApplication app, IReadOnlyList<KnownSignIn> signIns) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            // A server in memory has no address to tell.
            if (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>() is { Addresses.Count: > 0 } listens)
            {
                if (SiteAddress.IsHttps(app.Configuration) && ReverseProxy.KnownNetworks(name => app.Configuration[name]).Count == 0
                    && !listens.Addresses.Any(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
                {
                    app.Logger.LogWarning(
                        "Venue:BaseUrl is https, but no reverse proxy is known: every visitor seems to have the proxy's address. Name its "
                        + "network in Proxy:KnownNetworks");
                }

                Console.WriteLine(Words(app.Services.GetRequiredService<BaseAddress>().Link("/"), signIns));
            }
        });

    internal static string Words(string address, IReadOnlyList<KnownSignIn> signIns)
    {
        var lines = new List<string> { "", $"Customer List Schedules is at {address} (version {Product.Version})" };
        if (signIns.Count > 0)
        {
            lines.Add($"Mail is not sent but shown at {address}sandbox/mail, integrated emails at {address}sandbox/dotdigital");
            lines.Add("Sample sign-ins:");
            lines.AddRange(signIns.Select(
                each => $"  {each.Account.Email,-29} {each.Password ?? "(not made here)",-24} {string.Join(", ", each.Account.Roles)}"));
        }

        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }
}
