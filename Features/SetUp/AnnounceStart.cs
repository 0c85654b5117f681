using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>Says on the console where the application is, and how to sign in to the sample venue.</summary>
public static class AnnounceStart
{
    public static void AnnounceWhenStarted(this WebApplication app, IReadOnlyList<SampleSignIn> signIns) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            // A server in memory has no address to tell.
            if (app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>() is { Addresses.Count: > 0 })
            {
                Console.WriteLine(Words(app.Services.GetRequiredService<BaseAddress>().Link("/"), signIns));
            }
        });

    internal static string Words(string address, IReadOnlyList<SampleSignIn> signIns)
    {
        var lines = new List<string> { "", $"Customer List Schedules is at {address} (version {Product.Version})" };
        if (signIns.Count > 0)
        {
            lines.Add($"Mail is not sent but shown at {address}sandbox/mail, integrated emails at {address}sandbox/dotdigital");
            lines.Add("Sample sign-ins:");
            lines.AddRange(signIns.Select(account => $"  {account.Email,-29} {account.Password,-21} {string.Join(", ", account.Roles)}"));
        }

        return string.Join(Environment.NewLine, lines) + Environment.NewLine;
    }
}
