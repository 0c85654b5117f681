using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// Brings a database up to date: DbUp runs the files of <c>Migrations/</c> in the order of their numbers, each in a transaction of its own,
/// and notes them in <c>schema_versions</c>. A session advisory lock is held around that and first data: DbUp takes none, and nodes
/// that start together would run the same files.
/// </summary>
public static class Migrator
{
    private const long LockKey = 0x434C5331; // "CLS1"

    private const string Folder = "Migrations/";

    // The connection has the lock, and no more: the files are run on one of DbUp's.
    private const string LockSql = "set lock_timeout = 0; set statement_timeout = 0; select pg_advisory_lock(@LockKey)";

    private const string UnlockSql = "select pg_advisory_unlock(@LockKey)";
    /// <param name="afterwards">Work done under the same lock once the schema is current (settings, keys, sample data).</param>
    /// <param name="cancellationToken">Stops waiting for the lock; a file that has begun is run to its end.</param>
    /// <exception cref="CannotStartException">The database is not one that can be brought up to date.</exception>
    public static Task MigrateAsync(NpgsqlDataSource dataSource, Func<Task>? afterwards, CancellationToken cancellationToken) =>
        MigrateAsync(dataSource, Scripts(), afterwards, cancellationToken);

    /// <summary>The migrations that the database lacks, in order.</summary>
    /// <exception cref="CannotStartException">The database is not one that can be brought up to date.</exception>
    public static async Task<IReadOnlyList<string>> PendingAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. (await PendingAsync(connection, Scripts(), cancellationToken)).Select(script => script.Name)];
    }

    internal static async Task MigrateAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<SqlScript> scripts, Func<Task>? afterwards, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.RunAsync(LockSql, new { LockKey }, cancellationToken, Timeout.InfiniteTimeSpan);
        try
        {
            await EarlierMigrations.AdoptAsync(connection, scripts.Select(script => script.Name), cancellationToken);
            // A role that may only read the journal passes when there is nothing to do.
            if (await PendingAsync(connection, scripts, cancellationToken) is { Count: > 0 })
            {
                await Task.Run(() => Run(dataSource, scripts), cancellationToken);
            }

            if (afterwards is not null)
            {
                await afterwards();
            }
        }
        finally
        {
            await connection.RunAsync(UnlockSql, new { LockKey }, CancellationToken.None);
        }
    }

    /// <summary>The files of <c>Migrations/</c>, which are embedded: a new one needs to be named nowhere.</summary>
    internal static IReadOnlyList<SqlScript> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return new SqlScript(name[Folder.Length..^".sql".Length], reader.ReadToEnd());
                }),
        ];
    }

    private static async Task<IReadOnlyList<SqlScript>> PendingAsync(
        NpgsqlConnection connection, IReadOnlyList<SqlScript> scripts, CancellationToken cancellationToken)
    {
        var done = await EarlierMigrations.DoneAsync(connection, scripts.Select(script => script.Name), cancellationToken);
        return [.. scripts.Where(script => !done.Contains(script.Name))];
    }

    private static void Run(NpgsqlDataSource dataSource, IReadOnlyList<SqlScript> scripts)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(new PostgresqlConnectionManager(dataSource))
            .JournalToPostgresqlTable(null, "schema_versions")
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .WithVariablesDisabled() // $body$ of a function is none.
            .WithExecutionTimeout(TimeSpan.Zero)
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }
    }
}
