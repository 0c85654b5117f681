using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CustomerListSchedules.Drills.Infrastructure;

/// <summary>Starting on a PostgreSQL that somebody else runs, as processes.</summary>
public sealed class StartTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("cls-start-").FullName;

    private static string VersionBefore =>
        Path.Combine(Checkout.Root, "tests", "Integration", "Infrastructure", "Database", "version-0.9.0.sql");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Eight_nodes_that_start_together_all_come_up_run_each_migration_once_and_share_one_key(
        bool onADatabaseOfTheVersionBefore)
    {
        var connection = await server.CreateEmptyDatabaseAsync();
        if (onADatabaseOfTheVersionBefore)
        {
            await using var before = NpgsqlDataSource.Create(connection + ";Pooling=false");
            await using var dump = before.CreateCommand(await File.ReadAllTextAsync(VersionBefore, Cancel));
            await dump.ExecuteNonQueryAsync(Cancel);
        }

        var nodes = await Task.WhenAll(Enumerable.Range(1, 8).Select(node => StartAsync(connection, node)));
        try
        {
            Assert.All(nodes, node => Assert.DoesNotContain("protection keys", node.Output, StringComparison.Ordinal));
            Assert.Single(Directory.GetFiles(Path.Combine(directory, "keys"), "key-*.xml"));
            await using var database = NpgsqlDataSource.Create(connection + ";Pooling=false");
            Assert.Empty(await Migrator.PendingAsync(database, Cancel));
            // Once each, and in the order of their numbers.
            Assert.Equal(
                Migrator.Scripts().Select(script => script.Name),
                await database.ReadAllAsync<string>("select scriptname from schema_versions order by schemaversionsid", Cancel));
            Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from venue_settings", Cancel));
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task A_node_that_may_not_migrate_refuses_to_serve_while_migrations_are_pending()
    {
        var connection = await server.CreateEmptyDatabaseAsync();
        await using (var refused = await ApplicationProcess.RunToEndAsync(
            Path.Combine(directory, "1"), [.. Settings(connection), "--Database:Migrate=false"]))
        {
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("The database lacks 0001_identity", refused.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("Now listening", refused.Output, StringComparison.Ordinal);
        }

        await using (await StartAsync(connection, 2))
        {
            await using var third = await StartAsync(connection, 3, "--Database:Migrate=false");
            Assert.True(third.IsRunning);
        }
    }

    [Fact]
    public async Task It_runs_on_PostgreSQL_15()
    {
        const string Debian15 = "/usr/lib/postgresql/15/bin";
        Assert.SkipUnless(Directory.Exists(Debian15), "No PostgreSQL 15.");
        File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        await using var old = await EmbeddedDatabase.StartAsync(
            new EmbeddedOptions(Path.Combine(directory, "old"), Checkout.Root) { Binaries = Debian15, Sync = false }, Cancel);
        await using var node = await StartAsync(old.ConnectionString("postgres"), 1, "--SampleData=true", "--SampleData:Customers=200");
        await using var database = NpgsqlDataSource.Create(old.ConnectionString("postgres") + ";Pooling=false");
        Assert.Equal(200, await database.CreateConnection().ExecuteScalarAsync<int>("select count(*) from crm.customers"));
    }

    [Fact]
    public async Task A_database_that_cannot_hold_all_text_is_refused()
    {
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateEmptyDatabaseAsync());
        await using (var admin = new NpgsqlConnection(connection.ConnectionString + ";Pooling=false"))
        {
            await admin.ExecuteAsync(
                $"create database {connection.Database}_latin encoding latin1 locale_provider libc locale 'C' template template0");
        }

        connection.Database += "_latin";
        await using var latin = NpgsqlDataSource.Create(connection.ConnectionString + ";Pooling=false");
        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => DatabaseServer.RequireAsync(latin, NullLogger.Instance, Cancel));
        Assert.Contains("LATIN1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_with_its_name_and_why()
    {
        var settings = Settings(await server.CreateEmptyDatabaseAsync());
        await using var refused = await ApplicationProcess.RunToEndAsync(
            Path.Combine(directory, "1"), [.. settings, "--Venue:TimeZone=Mars/Olympus"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Venue:TimeZone is \"Mars/Olympus\": it is an IANA time zone", refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_keys_are_said_at_the_start_and_the_application_serves()
    {
        var connection = await server.CreateEmptyDatabaseAsync();
        await (await StartAsync(connection, 1)).DisposeAsync();
        await using (var again = await StartAsync(connection, 1))
        {
            Assert.DoesNotContain("protection keys", again.Output, StringComparison.Ordinal);
        }

        Directory.Delete(Path.Combine(directory, "keys"), recursive: true);
        await using var without = await StartAsync(connection, 1);
        Assert.Contains("The protection keys are not those that this database was used with", without.Output, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path.Combine(directory, "keys")));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private Task<ApplicationProcess> StartAsync(string connection, int node, params string[] settings) =>
        ApplicationProcess.StartAsync(Path.Combine(directory, $"{node}"), [.. Settings(connection), .. settings]);

    private string[] Settings(string connection) =>
    [
        $"--ConnectionStrings:Default={connection};Maximum Pool Size=10", $"--Keys:Directory={directory}/keys",
        "--SampleData=false", "--Scheduling:Enabled=false",
    ];
}
