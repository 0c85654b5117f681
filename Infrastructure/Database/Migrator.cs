using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// Brings a database up to date. A session advisory lock is held around migrations and first data, because EF Core's
/// own lock is not enough when several nodes start together on an empty database.
/// </summary>
public static class Migrator
{
    private const long LockKey = 0x434C5331; // "CLS1"

    /// <param name="dataSource">The database.</param>
    /// <param name="afterwards">Work done under the same lock once the schema is current (settings, keys, sample data).</param>
    /// <param name="cancellationToken">Stops waiting for the lock.</param>
    public static async Task MigrateAsync(NpgsqlDataSource dataSource, Func<Task>? afterwards, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "set lock_timeout = 0; set statement_timeout = 0; select pg_advisory_lock(@key)", cancellationToken);
        try
        {
            await using var context = CreateContext(dataSource);
            // EF Core locks its table even when there is nothing to do, which a role that may only read it cannot.
            if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            {
                await context.Database.MigrateAsync(cancellationToken);
            }

            if (afterwards is not null)
            {
                await afterwards();
            }
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock(@key)", CancellationToken.None);
        }
    }

    /// <summary>The migrations that the database lacks, in order.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var context = CreateContext(dataSource);
        return [.. await context.Database.GetPendingMigrationsAsync(cancellationToken)];
    }

    private static DatabaseContext CreateContext(NpgsqlDataSource dataSource) =>
        new(new DbContextOptionsBuilder<DatabaseContext>().UseDatabase(dataSource).Options);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("key", LockKey);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
