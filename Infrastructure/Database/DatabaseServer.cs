using System.Diagnostics;
using System.Globalization;
using CustomerListSchedules.Infrastructure.Logging;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>What the application needs of a PostgreSQL that somebody else runs.</summary>
public static class DatabaseServer
{
    private const int Oldest = 150_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Waits a minute for a database that starts at the same time, then checks it.</summary>
    /// <exception cref="CannotStartException">It cannot be reached, is too old, or cannot hold all text.</exception>
    public static async Task RequireAsync(NpgsqlDataSource dataSource, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(dataSource, logger, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding'),
              exists (select from pg_collation where collprovider = 'i')
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt32(0) < Oldest)
        {
            throw new CannotStartException($"The database server is PostgreSQL {reader.GetString(1)}; 15 or later is needed.");
        }

        if (reader.GetString(2) != "UTF8")
        {
            throw new CannotStartException($"The database's encoding is {reader.GetString(2)}; it must be UTF8, or names would be lost.");
        }

        if (!reader.GetBoolean(3))
        {
            throw new CannotStartException("The database server was built without ICU, which the order of customer lists needs.");
        }
    }

    /// <exception cref="CannotStartException">Migrations are pending that this node was told not to run.</exception>
    public static async Task RequireCurrentAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (await Migrator.PendingAsync(dataSource, cancellationToken) is { Count: > 0 } pending)
        {
            throw new CannotStartException(
                $"The database lacks {string.Join(", ", pending)}, and Database:Migrate is false. Start one node with "
                + $"Database:Migrate=true first.");
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        NpgsqlDataSource dataSource, ILogger logger, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException e) when (IsStarting(e) && Stopwatch.GetElapsedTime(started) < Patience)
            {
                logger.LogInformation("Waiting for the database: {Error}", ErrorWords.InOneLine(e));
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            }
            catch (NpgsqlException e)
            {
                throw new CannotStartException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"ConnectionStrings:Default: the database cannot be reached: {e.InnerException?.Message ?? e.Message}"), e);
            }
        }
    }

    private static bool IsStarting(NpgsqlException e) => e is not PostgresException || e.SqlState == PostgresErrorCodes.CannotConnectNow;
}
