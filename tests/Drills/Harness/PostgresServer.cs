using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Npgsql;

namespace CustomerListSchedules.Drills.Harness;

/// <summary>A PostgreSQL server that the drilled processes share: <c>IClassFixture&lt;PostgresServer&gt;</c>.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"cls-server-{Guid.NewGuid():N}");
    private EmbeddedDatabase postgres = null!;
    private int databases;

    public async ValueTask InitializeAsync() =>
        postgres = await EmbeddedDatabase.StartAsync(
            new EmbeddedOptions(directory, Checkout.Root) { Sync = false }, CancellationToken.None);

    /// <summary>A connection string to a new database without anything in it.</summary>
    public async Task<string> CreateEmptyDatabaseAsync()
    {
        var name = $"drill_{Interlocked.Increment(ref databases)}";
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name} template template0", connection);
        await command.ExecuteNonQueryAsync();
        return postgres.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
