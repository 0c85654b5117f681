using System.Diagnostics;
using System.Text.Json;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

/// <summary>The npm package smtp-server in a process of its own, which ends with its input.</summary>
internal sealed class NodeMailServer : IAsyncDisposable
{
    private readonly Process process;

    private NodeMailServer(Process process) => this.process = process;

    public int Port { get; private set; }

    public static async Task<NodeMailServer> StartAsync(bool startTls = false, string? user = null, string? password = null)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "tests/Integration/Infrastructure/Email/smtp-server.mjs"));
        start.ArgumentList.Add(Repository.Root);
        start.ArgumentList.Add(JsonSerializer.Serialize(new { startTls, user, password }));
        var server = new NodeMailServer(Process.Start(start)!);
        server.Port = (await server.NextAsync()).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>The next message that the server accepted.</summary>
    public async Task<JsonElement> NextAsync()
    {
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return JsonDocument.Parse(line ?? throw new InvalidOperationException("The mail server ended.")).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
