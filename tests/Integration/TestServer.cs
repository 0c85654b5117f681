using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using CustomerListSchedules.Integration;
using NodaTime;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestServer))]

namespace CustomerListSchedules.Integration;

/// <summary>One PostgreSQL server for the whole assembly, with a migrated template that each test class copies.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"cls-tests-{Guid.NewGuid():N}");
    private EmbeddedDatabase? postgres;
    private int databases;

    public async ValueTask InitializeAsync()
    {
        DapperTypes.Register();
        postgres = await EmbeddedDatabase.StartAsync(
            new EmbeddedOptions(directory, Repository.Root) { Sync = false }, CancellationToken.None);
        await Execute("create database template_migrated");
        await using (var template = NpgsqlDataSource.Create(postgres.ConnectionString("template_migrated") + ";Pooling=false"))
        {
            await Migrator.MigrateAsync(template, null, CancellationToken.None);
            await using var settings = template.CreateCommand(
                "insert into venue_settings (client_name, time_zone) values ('The Old Fire Station', 'Europe/London')");
            await settings.ExecuteNonQueryAsync();
            await using var clock = template.CreateCommand(ClockSql);
            await clock.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A connection string to a new database with the current schema and no rows of its own.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await Execute($"create database {name} template template_migrated");
        return postgres!.ConnectionString(name);
    }

    /// <summary>A connection string to a new database without anything in it.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await Execute($"create database {name} template template0");
        return postgres!.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // A test's now() is its application's, and so is what columns take for it by themselves: no row bears the real date beside a fixed one.
    private const string ClockSql =
        """
        create schema tests;
        create table tests.clock (shift interval not null);
        insert into tests.clock values (interval '0');
        create function tests.now() returns timestamptz language sql stable as 'select pg_catalog.now() + shift from tests.clock';
        grant usage on schema tests to public;
        grant select on tests.clock to public;
        do $$
        declare
          of_now record;
        begin
          for of_now in
            select d.adrelid::regclass as "table", a.attname as "column"
            from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
            where pg_get_expr(d.adbin, d.adrelid) ~* '(now|_timestamp|_date|_time)\M'
              and pg_get_expr(d.adbin, d.adrelid) !~ 'clock_timestamp'
          loop
            execute format('alter table %s alter column %I set default tests.now()', of_now."table", of_now."column");
          end loop;
        end
        $$;
        """;

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres!.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A database of its own for a test class: <c>IClassFixture&lt;TestDatabase&gt;</c>.</summary>
public sealed class TestDatabase(TestServer server) : IAsyncLifetime
{
    /// <summary>The application's.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The tests': <c>now()</c> in its SQL is the time that <see cref="Shift"/> or <see cref="SetClock"/> says.</summary>
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        DataSource = NpgsqlDataSource.Create(ConnectionString + ";Search Path='public, tests, pg_catalog'");
    }

    /// <summary>Makes it this instant now, for tests without an application.</summary>
    public void SetClock(Instant now) => Shift((now - Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow())).ToTimeSpan());

    /// <summary>How far the time is from the server's.</summary>
    public void Shift(TimeSpan shift)
    {
        using var command = DataSource.CreateCommand("update tests.clock set shift = $1");
        command.Parameters.Add(new() { Value = shift });
        command.ExecuteNonQuery();
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}

/// <summary>Where the checkout is.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from)
    {
        var folder = new DirectoryInfo(from);
        while (!File.Exists(Path.Combine(folder!.FullName, "CustomerListSchedules.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
