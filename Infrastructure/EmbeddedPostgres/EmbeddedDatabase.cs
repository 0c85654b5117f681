using System.Diagnostics;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>
/// A private PostgreSQL server on a unix socket, for trying out, tests and small installations. Several processes on the
/// same data directory share it: the first starts it, the last to end stops it, and it is started again when it dies.
/// </summary>
public sealed class EmbeddedDatabase : IAsyncDisposable
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    private readonly EmbeddedFolders folders;
    private readonly EmbeddedServer server;
    private readonly IDisposable use;
    private readonly Action<string> say;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;
    private Process? supervisor;

    private EmbeddedDatabase(EmbeddedFolders folders, EmbeddedServer server, IDisposable use, Process? supervisor, Action<string> say)
    {
        (this.folders, this.server, this.use, this.supervisor, this.say) = (folders, server, use, supervisor, say);
        watching = WatchAsync();
    }

    internal EmbeddedFolders Folders => folders;

    public string ConnectionString(string database) => server.ConnectionString(database);

    public static Task<EmbeddedDatabase> StartAsync(string dataDirectory, string contentRoot, CancellationToken cancellationToken) =>
        StartAsync(new EmbeddedOptions(dataDirectory, contentRoot), cancellationToken);

    /// <exception cref="CannotStartException">With what the operator can do about it.</exception>
    public static async Task<EmbeddedDatabase> StartAsync(EmbeddedOptions options, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CannotStartException("The embedded PostgreSQL needs Linux or macOS; set ConnectionStrings:Default.");
        }

        options = options with { DataDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataDirectory)) };
        var account = await ChooseAccountAsync(options, cancellationToken);
        var root = await EmbeddedFolders.ChooseRootAsync(options, account, cancellationToken);
        var elsewhere = EmbeddedFolders.Elsewhere(options.DataDirectory);
        var binaries = await EmbeddedBinaries.FindAsync(options, account, EmbeddedFolders.DataMajors(root), elsewhere, cancellationToken);
        var folders = EmbeddedFolders.For(root, binaries.Major);
        var server = new EmbeddedServer(folders, binaries, account, options);

        using var alone = await folders.LockAsync(cancellationToken);
        var use = folders.Use();
        var supervisor = EmbeddedSupervisor.Start(folders);
        try
        {
            await server.CreateAsync(cancellationToken);
            await server.EnsureRunningAsync(cancellationToken);
            return new EmbeddedDatabase(folders, server, use, supervisor, options.Say);
        }
        catch
        {
            use.Dispose();
            supervisor?.StandardInput.Close();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested)
        {
            return;
        }

        await stopping.CancelAsync();
        await watching;
        use.Dispose();
        await EmbeddedSupervisor.StopIfUnusedAsync(folders);
        if (supervisor is not null)
        {
            supervisor.StandardInput.Close();
            await supervisor.WaitForExitAsync();
            supervisor.Dispose();
        }
    }

    /// <summary>As root, data that exists decides: the account that owns it runs the server.</summary>
    private static async Task<EmbeddedAccount> ChooseAccountAsync(EmbeddedOptions options, CancellationToken cancellationToken)
    {
        var existing = new[] { options.DataDirectory, EmbeddedFolders.Elsewhere(options.DataDirectory) }
            .SelectMany(root => EmbeddedFolders.DataMajors(root).Select(major => EmbeddedFolders.For(root, major).Data))
            .FirstOrDefault();
        var owner = existing is null ? null : await EmbeddedAccount.OwnerAsync(existing, cancellationToken);
        return EmbeddedAccount.Choose(owner is null or "root" or "UNKNOWN" ? options.Account : owner);
    }

    /// <summary>Starts a server or a supervisor that died again: nobody else would.</summary>
    private async Task WatchAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Watch);
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                if (supervisor is { HasExited: true })
                {
                    supervisor.Dispose();
                    supervisor = EmbeddedSupervisor.Start(folders);
                }

                if (!server.IsRunning)
                {
                    await RestartAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RestartAsync()
    {
        say("PostgreSQL ended unexpectedly and is started again.");
        try
        {
            using var alone = await folders.LockAsync(stopping.Token);
            await server.EnsureRunningAsync(stopping.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            say(e.Message);
        }
    }
}
