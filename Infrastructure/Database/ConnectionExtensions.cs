using System.Data;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// Statements on an open connection, within its transaction if it has one. Values are an object with a property for each
/// <c>@name</c>; a limit is how long the server may work, half a minute unless given, and <see cref="Timeout.InfiniteTimeSpan"/> for none.
/// <see cref="DataSourceExtensions"/> has the same on a connection of their own.
/// </summary>
public static class ConnectionExtensions
{
    /// <summary>The row that a statement gives, or null where it gives none.</summary>
    /// <exception cref="InvalidOperationException">It gives several.</exception>
    public static Task<T?> ReadOneAsync<T>(
        this NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, values, limit, cancellationToken));

    /// <inheritdoc cref="ReadOneAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<T?> ReadOneAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.ReadOneAsync<T>(sql, null, cancellationToken, limit);

    /// <summary>The row of a statement that always gives exactly one: a count, a table of one row, an insert's <c>returning</c>.</summary>
    /// <exception cref="InvalidOperationException">It gives none, or several.</exception>
    public static Task<T> ReadSingleAsync<T>(
        this NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.QuerySingleAsync<T>(Command(sql, values, limit, cancellationToken));

    /// <inheritdoc cref="ReadSingleAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<T> ReadSingleAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.ReadSingleAsync<T>(sql, null, cancellationToken, limit);

    /// <summary>All rows, held in memory: for what a page shows or a step handles, never for what grows with the data.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        (await connection.QueryAsync<T>(Command(sql, values, limit, cancellationToken))).AsList();

    /// <inheritdoc cref="ReadAllAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<List<T>> ReadAllAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.ReadAllAsync<T>(sql, null, cancellationToken, limit);

    /// <summary>All rows of two objects each.</summary>
    /// <param name="sql">The statement; the columns of the first object come first.</param>
    /// <param name="splitOn">The second object's first column. Where it is null in a row, so is the second object.</param>
    /// <param name="map">Makes one of the two.</param>
    public static async Task<List<T>> ReadAllAsync<TFirst, TSecond, T>(
        this NpgsqlConnection connection, string sql, object? values, string splitOn,
        Func<TFirst, TSecond, T> map, CancellationToken cancellationToken) =>
        (await connection.QueryAsync(Command(sql, values, null, cancellationToken), map, splitOn)).AsList();

    /// <summary>The results of several statements, parted by semicolons, in one round trip.</summary>
    /// <param name="values">The values of all of them, or null.</param>
    /// <param name="read">Reads the results in the order of the statements.</param>
    public static async Task<T> ReadResultsAsync<T>(
        this NpgsqlConnection connection, string sql, object? values,
        Func<SqlMapper.GridReader, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var results = await connection.QueryMultipleAsync(Command(sql, values, null, cancellationToken));
        return await read(results);
    }

    /// <summary>The first value of the first row, or null where there is no row.</summary>
    public static Task<T?> ScalarAsync<T>(
        this NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.ExecuteScalarAsync<T>(Command(sql, values, limit, cancellationToken));

    /// <inheritdoc cref="ScalarAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<T?> ScalarAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.ScalarAsync<T>(sql, null, cancellationToken, limit);

    /// <summary>Executes; the rows changed.</summary>
    public static Task<int> RunAsync(
        this NpgsqlConnection connection, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.ExecuteAsync(Command(sql, values, limit, cancellationToken));

    /// <inheritdoc cref="RunAsync(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<int> RunAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        connection.RunAsync(sql, null, cancellationToken, limit);

    /// <summary>Does work in one transaction, committed once it is done; what is thrown rolls it back.</summary>
    /// <param name="connection">An open connection that is in no transaction.</param>
    /// <param name="work">The work; what it sends over the connection is within the transaction.</param>
    /// <param name="keep">Whether a result is one to commit; the others roll back. All are unless given.</param>
    /// <param name="isolation">Read committed unless given.</param>
    public static async Task<T> InTransactionAsync<T>(
        this NpgsqlConnection connection,
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken,
        Func<T, bool>? keep = null,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var result = await work(connection);
        if (keep is null || keep(result))
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    /// <summary>Does work in one transaction, committed once it is done; what is thrown rolls it back.</summary>
    public static async Task InTransactionAsync(
        this NpgsqlConnection connection,
        Func<NpgsqlConnection, Task> work,
        CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        await work(connection);
        await transaction.CommitAsync(cancellationToken);
    }

    private static CommandDefinition Command(string sql, object? values, TimeSpan? limit, CancellationToken cancellationToken) =>
        new(sql, values, commandTimeout: Seconds(limit), cancellationToken: cancellationToken);

    // To Npgsql 0 is no limit; a part of a second is rounded up, lest it become none.
    private static int? Seconds(TimeSpan? limit) => limit switch
    {
        null => null,
        { } infinite when infinite == Timeout.InfiniteTimeSpan => 0,
        { } some => Math.Max(1, (int)Math.Ceiling(some.TotalSeconds)),
    };
}
