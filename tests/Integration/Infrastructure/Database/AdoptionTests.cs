using System.Diagnostics;
using System.Text.RegularExpressions;
using CustomerListSchedules.Infrastructure;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Database;

/// <summary>Databases that EF Core's migrator made.</summary>
public sealed partial class AdoptionTests(TestServer server)
{
    private const string JournalSql = "select scriptname from schema_versions order by schemaversionsid";

    private const string HistoryTableSql =
        """
        create table schema_migrations (
          "MigrationId" varchar(150) not null,
          "ProductVersion" varchar(32) not null,
          constraint "PK_schema_migrations" primary key ("MigrationId"))
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string> All => [.. Migrator.Scripts().Select(script => script.Name)];

    [Fact]
    public async Task A_database_of_version_0_9_0_is_taken_over_and_runs_only_what_is_new()
    {
        await using var database = await DatabaseOf090.CreateAsync(server);
        await database.RunAsync("insert into venue_settings (client_name, time_zone) values ('Fire Station', 'Europe/London')", Cancel);
        Assert.Equal(All.Skip(10), await Migrator.PendingAsync(database, Cancel));

        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => DatabaseServer.RequireCurrentAsync(database, Cancel));
        Assert.Contains("The database lacks 0011_audit_subjects, ", refusal.Message, StringComparison.Ordinal);

        await Migrator.MigrateAsync(database, null, Cancel);
        Assert.Equal(All, await database.ReadAllAsync<string>(JournalSql, Cancel));
        Assert.Equal("Fire Station", await database.ScalarAsync<string>("select client_name from venue_settings", Cancel));
        // A node of 0.9.0 beside it still finds itself current.
        Assert.Equal(22, await database.ScalarAsync<long>("select count(*) from schema_migrations", Cancel));

        await Migrator.MigrateAsync(database, null, Cancel);
        Assert.Equal(All, await database.ReadAllAsync<string>(JournalSql, Cancel));
    }

    [Theory]
    [InlineData("delete from schema_migrations where \"MigrationId\" > '0051'", "start version 0.9.0 on it once, and then this one")]
    [InlineData("delete from schema_migrations where \"MigrationId\" > '0012'", "before 0.9.0: its last migration is 0011_mailings")]
    [InlineData("delete from schema_migrations where \"MigrationId\" = '0040_birthdays'", "a version that is not known here")]
    [InlineData("insert into schema_migrations values ('0052_another', '10')", "not known here: its last migration is 0052_another")]
    [InlineData("delete from schema_migrations", "not known here: its last migration is missing")]
    [InlineData("drop table schema_migrations", "nothing says which version made them")]
    public async Task Another_one_is_left_as_it_is_and_told_what_to_do(string sql, string words)
    {
        await using var database = await DatabaseOf090.CreateAsync(server);
        await database.RunAsync(sql, Cancel);
        var refusal = await Assert.ThrowsAsync<CannotStartException>(() => Migrator.MigrateAsync(database, null, Cancel));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        var withoutMigrating = await Assert.ThrowsAsync<CannotStartException>(() => DatabaseServer.RequireCurrentAsync(database, Cancel));
        Assert.Equal(refusal.Message, withoutMigrating.Message);
        Assert.Null(await database.ScalarAsync<string>("select to_regclass('schema_versions')::text", Cancel));
    }

    [Fact]
    public async Task An_empty_database_whose_first_start_was_cut_off_is_migrated_from_the_first()
    {
        await using var database = NpgsqlDataSource.Create(await server.CreateEmptyDatabaseAsync() + ";Pooling=false");
        await database.RunAsync(HistoryTableSql, Cancel);
        await Migrator.MigrateAsync(database, null, Cancel);
        Assert.Equal(All, await database.ReadAllAsync<string>(JournalSql, Cancel));
    }

    /// <summary>
    /// The folded migrations give byte for byte what pg_dump told of a database of 0.9.0, rows included. A dump that was restored is
    /// no measure: PostgreSQL writes the conditions of such a database a little otherwise.
    /// </summary>
    [Fact]
    public async Task What_was_folded_is_byte_for_byte_what_it_was_folded_from()
    {
        await using var postgres = await StartDebian15Async();
        await using var database = await postgres.CreateAsync("folded");
        await Migrator.MigrateAsync(database, [.. Migrator.Scripts().Take(10)], null, Cancel);
        await database.RunAsync("drop table schema_versions", Cancel);
        await database.RunAsync(HistoryTableSql, Cancel);
        var schema = await postgres.DumpAsync("folded", "--schema-only");
        var rows = await postgres.DumpAsync("folded", "--data-only", "--table=roles", "--table=mailing_settings");

        var kept = await File.ReadAllLinesAsync(DatabaseOf090.Dump, Cancel);
        Assert.Equal(SchemaOf(kept), SchemaOf(schema));
        Assert.Equal(RowsOf(kept).Where(row => !row.Contains("schema_migrations", StringComparison.Ordinal)), RowsOf(rows));

        static IEnumerable<string> SchemaOf(IEnumerable<string> dump) =>
            dump.SkipWhile(line => line != "-- PostgreSQL database dump").TakeWhile(line => line != "-- PostgreSQL database dump complete");

        static IEnumerable<string> RowsOf(IEnumerable<string> dump) =>
            dump.Where(line => line.StartsWith("INSERT ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_journal_of_a_database_that_was_taken_over_is_as_DbUp_makes_it()
    {
        await using var postgres = await StartDebian15Async();
        await using var taken = await postgres.CreateAsync("taken");
        await using var made = await postgres.CreateAsync("made");
        await DatabaseOf090.MakeAsync(taken);
        await Migrator.MigrateAsync(taken, null, Cancel);
        await Migrator.MigrateAsync(made, null, Cancel);
        var expected = await postgres.DumpAsync("made", "--schema-only", "--table=schema_versions");
        Assert.Contains("CREATE TABLE public.schema_versions (", expected);
        Assert.Equal(expected, await postgres.DumpAsync("taken", "--schema-only", "--table=schema_versions"));
    }

    private static async Task<Debian15> StartDebian15Async()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Debian15.Binaries, "pg_dump")), "No PostgreSQL 15.");
        return await Debian15.StartAsync(Cancel);
    }

    /// <summary>A server whose version is the kept dump's, and its pg_dump.</summary>
    private sealed partial class Debian15 : IAsyncDisposable
    {
        public const string Binaries = "/usr/lib/postgresql/15/bin";

        private readonly string directory = Directory.CreateTempSubdirectory("cls-dump-").FullName;
        private EmbeddedDatabase server = null!;

        public static async Task<Debian15> StartAsync(CancellationToken cancellationToken)
        {
            var debian = new Debian15();
            File.SetUnixFileMode(debian.directory, (UnixFileMode)0b111_101_101);
            debian.server = await EmbeddedDatabase.StartAsync(
                new EmbeddedOptions(Path.Combine(debian.directory, "data"), Repository.Root) { Binaries = Binaries, Sync = false },
                cancellationToken);
            return debian;
        }

        public async Task<NpgsqlDataSource> CreateAsync(string name)
        {
            await using var admin = NpgsqlDataSource.Create(server.ConnectionString("postgres") + ";Pooling=false");
            await admin.RunAsync($"create database {name} template template0", Cancel);
            return NpgsqlDataSource.Create(server.ConnectionString(name) + ";Pooling=false");
        }

        public async Task<IReadOnlyList<string>> DumpAsync(string name, params string[] options)
        {
            var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString(name));
            var start = new ProcessStartInfo(
                Path.Combine(Binaries, "pg_dump"),
                [
                    .. options, $"--host={connection.Host}", $"--username={connection.Username}",
                    "--inserts", "--no-owner", "--no-privileges", name,
                ])
            {
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var dump = await process.StandardOutput.ReadToEndAsync(Cancel);
            await process.WaitForExitAsync(Cancel);
            Assert.Equal(0, process.ExitCode);
            return [.. Differing().Replace(dump, "").TrimEnd('\n').Split('\n')];
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }

        // A word that each dump has of its own, and the versions of server and pg_dump.
        [GeneratedRegex(@"^(\\(un)?restrict|-- Dumped ).*\n", RegexOptions.Multiline)]
        private static partial Regex Differing();
    }
}
