using System.ComponentModel;
using System.Diagnostics;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>The account that PostgreSQL runs as: our own, unless that is root, which PostgreSQL refuses.</summary>
/// <param name="Name">Null for our own account.</param>
internal sealed record EmbeddedAccount(string? Name)
{
    public static EmbeddedAccount Choose(string? wanted)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new EmbeddedAccount((string?)null);
        }

        return new EmbeddedAccount(wanted ?? (Exists("postgres") ? "postgres" : "nobody"));
    }

    /// <summary>Who owns a folder; as root, that account runs the server that works in it.</summary>
    public static async Task<string> OwnerAsync(string folder, CancellationToken cancellationToken) =>
        (await new EmbeddedAccount((string?)null).RunAsync(
            "stat", OperatingSystem.IsMacOS() ? ["-f", "%Su", folder] : ["-c", "%U", folder], cancellationToken)).Output.Trim();

    public async Task<bool> ReachesAsync(string folder, CancellationToken cancellationToken) =>
        (await RunAsync("/bin/sh", ["-c", "cd \"$1\"", "sh", folder], cancellationToken)).Succeeded;

    /// <summary>Makes a folder that this account alone can enter. A folder that somebody else put there is refused.</summary>
    public async Task CreatePrivateFolderAsync(string folder, CancellationToken cancellationToken)
    {
        var own = new EmbeddedAccount((string?)null);
        if ((await own.RunAsync("mkdir", ["-m", "700", folder], cancellationToken)).Succeeded)
        {
            if (Name is not null)
            {
                await own.RunAsync("chown", [Name, folder], cancellationToken);
            }

            return;
        }

        var expected = Name ?? Environment.UserName;
        if (new DirectoryInfo(folder) is not { Exists: true, LinkTarget: null }
            || await OwnerAsync(folder, cancellationToken) != expected
            || (File.GetUnixFileMode(folder) & (UnixFileMode)0b111_111) != 0)
        {
            throw new CannotStartException($"The folder {folder} is needed for PostgreSQL, but it does not belong to {expected} alone.");
        }
    }

    public async Task<CommandResult> RunAsync(string file, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Name is not null)
        {
            start.UserName = Name;
        }

        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(process.ExitCode == 0, await output, await error);
        }
        catch (Win32Exception e)
        {
            return new CommandResult(false, "", e.Message);
        }
    }

    private static bool Exists(string name) =>
        File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
}

internal sealed record CommandResult(bool Succeeded, string Output, string Error);
