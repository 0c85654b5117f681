using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Dotdigital.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Dotdigital;

/// <summary>The client as one node of the application has it.</summary>
internal sealed class DotdigitalNode : IDisposable
{
    private readonly DotdigitalConnections connections = new();

    public DotdigitalNode(
        NpgsqlDataSource database, DotdigitalCredentials credentials, DotdigitalOptions? options = null, bool atPage = false,
        string environment = "Development")
    {
        var host = new HostingEnvironment { EnvironmentName = environment };
        options ??= Options;
        var clock = new DatabaseClock(database, new ConfigurationBuilder().Build(), host, NullLogger<DatabaseClock>.Instance);
        var caller = new DotdigitalCaller(
            new RateBudget(database, options), options, connections, clock,
            new HttpContextAccessor { HttpContext = atPage ? new DefaultHttpContext() : null },
            NullLogger<DotdigitalCaller>.Instance);
        Client = new DotdigitalClient(caller, new DotdigitalRegions(host), _ => Task.FromResult(credentials));
    }

    public static DotdigitalOptions Options { get; } = new(
        10_000, 1_000_000, TimeSpan.FromSeconds(1), Pause: TimeSpan.FromSeconds(90), Retry: TimeSpan.FromMilliseconds(5), SandboxUrl: null);

    public IDotdigital Client { get; }

    public void Dispose() => connections.Dispose();
}
