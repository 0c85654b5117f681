using System.Diagnostics;
using System.Text.Json;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>How a test's mail server is to be.</summary>
internal sealed record MailServerOptions
{
    public bool StartTls { get; init; }

    /// <summary>TLS from the first byte.</summary>
    public bool Tls { get; init; }

    public string? Certificate { get; init; }
    public string? Key { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>Access tokens for <see cref="User"/>, and how often each may be used.</summary>
    public Dictionary<string, int>? Tokens { get; init; }

    /// <summary>Mail is taken from whoever has not signed in, too.</summary>
    public bool RelaysForAnybody { get; init; }
}

/// <summary>The npm package smtp-server in a process of its own, which ends with its input.</summary>
internal sealed class NodeMailServer : IAsyncDisposable
{
    private readonly Process process;

    private NodeMailServer(Process process) => this.process = process;

    public int Port { get; private set; }

    public static Task<NodeMailServer> StartAsync(bool startTls = false, string? user = null, string? password = null) =>
        StartAsync(new MailServerOptions { StartTls = startTls, User = user, Password = password });

    public static async Task<NodeMailServer> StartAsync(MailServerOptions options)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "tests/Integration/Infrastructure/Email/smtp-server.mjs"));
        start.ArgumentList.Add(Repository.Root);
        start.ArgumentList.Add(JsonSerializer.Serialize(options, JsonSerializerOptions.Web));
        var server = new NodeMailServer(Process.Start(start)!);
        server.Port = (await server.NextAsync()).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>The next message that the server accepted.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var reading = process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        var line = await reading.WaitAsync(TimeSpan.FromSeconds(20));
        return JsonDocument.Parse(line ?? throw new InvalidOperationException("The mail server ended.")).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
