using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Dotdigital;

/// <summary>
/// Dotdigital's stand-in as a server of its own, with a database of its own: it goes on when the application is killed. Give its
/// <see cref="Url"/> to the application as <c>Dotdigital:SandboxUrl</c>. Imports and sends are done at once unless told otherwise.
/// </summary>
public sealed class DotdigitalStub(TestServer server) : IAsyncLifetime
{
    private NpgsqlDataSource dataSource = null!;
    private SandboxApi sandbox = null!;
    private WebApplication app = null!;

    /// <summary>The first of the campaigns that it begins with: "Thank you for your donation".</summary>
    public const long ThankYou = 5001;

    public string Url => app.Urls.Single() + DotdigitalAddress.SandboxPath;

    internal DotdigitalCredentials Credentials => new(new Uri(Url), DotdigitalAccounts.SandboxUser, DotdigitalAccounts.SandboxPassword);

    public async ValueTask InitializeAsync()
    {
        dataSource = NpgsqlDataSource.Create(await server.CreateEmptyDatabaseAsync());
        sandbox = new SandboxApi(dataSource);
        await sandbox.PrepareAsync();
        await SetAsync(settings =>
        {
            settings.CallsPerMinute = settings.CallsPerHour = 100_000;
            settings.ImportSeconds = settings.QueueSeconds = settings.SendingSeconds = 0;
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(sandbox);
        app = builder.Build();
        app.UseSandboxDotdigital();
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await dataSource.DisposeAsync();
    }

    /// <summary>Makes calls go wrong: see <c>SandboxRules.Kinds</c>.</summary>
    internal Task BreakAsync(string call, string kind, int? times = 1, double seconds = 30)
    {
        Assert.Contains(kind, SandboxRules.Kinds.Keys);
        Assert.True(call == "*" || SandboxApi.Calls.Contains(call), $"There is no call {call}.");
        return sandbox.Rules.AddAsync(call, kind, times, seconds);
    }

    internal Task MendAsync() => sandbox.Rules.ClearFaultsAsync();

    /// <summary>As if no call had ever reached it.</summary>
    internal Task ForgetCallsAsync() => AskAsync<object>("truncate sandbox.dotdigital_calls");

    internal async Task SetAsync(Action<SandboxSettings> change)
    {
        var settings = await sandbox.Rules.SettingsAsync();
        change(settings);
        Assert.True(settings.AreRight);
        await sandbox.Rules.SaveAsync(settings);
    }

    /// <summary>The sends, newest first.</summary>
    internal Task<IReadOnlyList<SandboxSends.Send>> SendsAsync() => sandbox.Sends.AllAsync();

    /// <summary>Who a send reached, by address.</summary>
    internal Task<IReadOnlyList<SandboxSends.Arrival>> ArrivalsAsync(Guid send) => sandbox.Sends.ArrivalsAsync(send, int.MaxValue);

    internal Task<IReadOnlyList<SandboxCampaigns.Campaign>> CampaignsAsync() => sandbox.Campaigns.AllAsync();

    /// <summary>The calls that reached it, in their order: the name, and when.</summary>
    internal async Task<IReadOnlyList<(string Call, DateTime At, int Status)>> CallsAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return [
            .. await connection.QueryAsync<(string, DateTime, int)>("select call, at, status from sandbox.dotdigital_calls order by id")
        ];
    }

    internal async Task<T> AskAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }
}
