using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp;

/// <summary>The accounts of the sample venue that this database has; their passwords are public.</summary>
public sealed record ListSampleSignIns : IRequest<IReadOnlyList<SampleSignIn>>;

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

internal sealed class ListSampleSignInsHandler(NpgsqlDataSource dataSource) : IRequestHandler<ListSampleSignIns, IReadOnlyList<SampleSignIn>>
{
    public async Task<IReadOnlyList<SampleSignIn>> Handle(ListSampleSignIns request, CancellationToken cancellationToken)
    {
        var addresses = await dataSource.ReadAllAsync<string>(
            "select email from users where email = any(@addresses) and deactivated_at is null",
            new { addresses = SampleSignIns.All.Select(account => account.Email).ToArray() },
            cancellationToken);
        var found = addresses.ToHashSet();
        return [.. SampleSignIns.All.Where(account => found.Contains(account.Email))];
    }
}
