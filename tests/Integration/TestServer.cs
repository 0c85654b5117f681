using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using CustomerListSchedules.Integration;
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
        postgres = await EmbeddedDatabase.StartAsync(new EmbeddedOptions(directory, Repository.Root) { Sync = false }, CancellationToken.None);
        await Execute("create database template_migrated");
        await using (var template = NpgsqlDataSource.Create(postgres.ConnectionString("template_migrated") + ";Pooling=false"))
        {
            await Migrator.MigrateAsync(template, null, CancellationToken.None);
            await using var settings = template.CreateCommand(
                "insert into venue_settings (client_name, time_zone) values ('The Old Fire Station', 'Europe/London')");
            await settings.ExecuteNonQueryAsync();
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
    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource DataSource { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync();
        DataSource = NpgsqlDataSource.Create(ConnectionString);
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
