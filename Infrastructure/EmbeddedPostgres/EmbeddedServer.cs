using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.EmbeddedPostgres;

/// <summary>A PostgreSQL server on its folders: made, started, found again, and stopped.</summary>
internal sealed class EmbeddedServer(EmbeddedFolders folders, EmbeddedBinaries binaries, EmbeddedAccount account, EmbeddedOptions options)
{
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(10);

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = folders.Socket, Port = 5432, Username = "postgres", Database = database, MaxPoolSize = 50,
    }.ConnectionString;

    public bool IsRunning => ProcessIn(folders.Data) is not null;

    /// <summary>Makes the data on the first start.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (folders.Socket != folders.Data)
        {
            await account.CreatePrivateFolderAsync(folders.Socket, cancellationToken);
        }

        if (Directory.Exists(folders.Data))
        {
            return;
        }

        // Made aside and renamed, so that a start that was killed half-way leaves nothing that looks like a database.
        var unfinished = folders.Data + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await account.CreatePrivateFolderAsync(unfinished, cancellationToken);
        string[] arguments =
        [
            "-D", unfinished, "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale-provider=icu", "--icu-locale=und", "--locale=C", "--no-instructions",
        ];
        var result = await account.RunAsync(
            Path.Combine(binaries.Folder, "initdb"), options.Sync ? arguments : [.. arguments, "--no-sync"], cancellationToken);
        if (!result.Succeeded)
        {
            throw new CannotStartException($"PostgreSQL's initdb failed: {result.Error.Trim()}");
        }

        Directory.Move(unfinished, folders.Data);
    }

    /// <summary>Joins the server that works on the data, or starts one. Call it under the folders' lock, on data that was made.</summary>
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (!IsRunning)
            {
                await EndOrphansAsync(folders.Data, cancellationToken);
                RemoveStaleLocks();
                await StartAsync(cancellationToken);
            }

            if (await AnswersAsync(cancellationToken))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(started) > Recovery)
            {
                throw new CannotStartException($"PostgreSQL did not answer within {Recovery.TotalMinutes} minutes. {LogTail()}");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>The postmaster on a data folder. Its pid file alone proves nothing: the number may be another process's by now.</summary>
    public static int? ProcessIn(string data)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(data, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && WorksIn(process, data)
                ? process
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Stops the server on a data folder: fast (clients are cut off), and at once when that takes too long.</summary>
    public static async Task StopAsync(string data)
    {
        if (ProcessIn(data) is not { } process)
        {
            return;
        }

        Posix.Signal(process, Posix.Interrupt);
        var asked = Stopwatch.GetTimestamp();
        var hurried = false;
        while (WorksIn(process, data))
        {
            if (!hurried && Stopwatch.GetElapsedTime(asked) > TimeSpan.FromMinutes(1))
            {
                hurried = Posix.Signal(process, Posix.Quit);
            }

            await Task.Delay(10);
        }
    }

    /// <summary>pg_ctl gives the server a session of its own, so that Ctrl-C reaches the application alone.</summary>
    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var log = Path.Combine(folders.Data, "server.log");
        if (File.Exists(log) && new FileInfo(log).Length > 1_000_000)
        {
            File.Move(log, log + ".old", overwrite: true);
        }

        // The server's log must not hold customers' data: no statements, no values.
        var settings =
            $"-p 5432 -k '{folders.Socket.Replace("'", "'\\''", StringComparison.Ordinal)}' -c listen_addresses= -c "
            + $"unix_socket_permissions=0700"
            + " -c max_connections=200 -c log_checkpoints=off -c log_min_error_statement=panic -c log_error_verbosity=terse"
            + (options.Sync ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        var result = await account.RunAsync(
            Path.Combine(binaries.Folder, "pg_ctl"),
            ["start", "-s", "-w", "-t", "600", "-D", folders.Data, "-l", log, "-o", settings],
            cancellationToken);
        if (!result.Succeeded && !IsRunning)
        {
            throw new CannotStartException($"PostgreSQL did not start in {folders.Data}. {result.Error.Trim()} {LogTail()}");
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Sessions that outlived a killed postmaster still hold its shared memory; a new one would refuse to start.</summary>
    private static async Task EndOrphansAsync(string data, CancellationToken cancellationToken)
    {
        var signal = Posix.Quit;
        var since = Stopwatch.GetTimestamp();
        while (OperatingSystem.IsLinux() && ProcessesIn(data) is { Count: > 0 } orphans)
        {
            foreach (var orphan in orphans)
            {
                Posix.Signal(orphan, signal);
            }

            signal = Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(5) ? Posix.Kill : Posix.Quit;
            await Task.Delay(50, cancellationToken);
        }
    }

    private void RemoveStaleLocks()
    {
        File.Delete(Path.Combine(folders.Data, "postmaster.pid"));
        File.Delete(Path.Combine(folders.Socket, ".s.PGSQL.5432.lock"));
        File.Delete(Path.Combine(folders.Socket, ".s.PGSQL.5432"));
    }

    private string LogTail()
    {
        var log = Path.Combine(folders.Data, "server.log");
        return File.Exists(log) ? "Its log ends: " + string.Join(" | ", File.ReadLines(log).TakeLast(5)) : "";
    }

    private static bool WorksIn(int process, string data) =>
        OperatingSystem.IsLinux() ? Posix.WorkingDirectory(process) == Posix.RealPath(data) : Posix.Signal(process, 0);

    private static List<int> ProcessesIn(string data)
    {
        var real = Posix.RealPath(data);
        return
        [
            .. Directory.GetDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                ? process
                : 0)
                .Where(process => process > 0 && Posix.WorkingDirectory(process) == real),
        ];
    }
}
