using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>
/// A second process of the application that reads a pipe from the first. When the pipe ends, however the first ended,
/// it stops the embedded server, unless another node still uses it.
/// </summary>
public static class EmbeddedSupervisor
{
    private const string Command = "supervise-postgres";
    private const int Looks = 20;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public static bool IsAskedFor(string[] arguments) => arguments is [Command, _, _];

    /// <summary>The supervisor's whole life.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // Ctrl-C and TERM are for the application; its end is the signal here.
        var ignored = new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))
            .ToList();
        await using (var pipe = Console.OpenStandardInput())
        {
            await pipe.CopyToAsync(Stream.Null);
        }

        var folders = new EmbeddedFolders(arguments[1], arguments[2], "");
        // A process that is killed lets go of its files one by one: of the pipe, perhaps, a moment before it lets go of the server.
        for (var look = 0; look < Looks && Directory.Exists(folders.Data) && !await StopIfUnusedAsync(folders); look++)
        {
            await Task.Delay(BetweenLooks);
        }

        ignored.ForEach(registration => registration.Dispose());
        return 0;
    }

    /// <summary>False when another process uses the server, which goes on.</summary>
    internal static async Task<bool> StopIfUnusedAsync(EmbeddedFolders folders)
    {
        using var alone = await folders.LockAsync(CancellationToken.None);
        if (!folders.IsUnused())
        {
            return false;
        }

        await EmbeddedServer.StopAsync(folders.Data);
        return true;
    }

    /// <summary>Starts a supervisor for this process; null when it cannot be started.</summary>
    internal static Process? Start(EmbeddedFolders folders)
    {
        var library = typeof(EmbeddedSupervisor).Assembly.Location;
        var program = Path.ChangeExtension(library, null);
        string[] command = File.Exists(program) ? [program] : [Environment.ProcessPath ?? "dotnet", library];
        var start = new ProcessStartInfo(command[0], [.. command[1..], Command, folders.Root, folders.Data])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            // Not ours: whoever reads the application's output would wait for the supervisor's end too.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_gcServer"] = "0", ["DOTNET_TieredPGO"] = "0", ["DOTNET_EnableDiagnostics"] = "0" },
        };
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
