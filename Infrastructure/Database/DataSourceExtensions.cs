using System.Data;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>The statements of <see cref="ConnectionExtensions"/>, each on a connection that is opened for it and given back.</summary>
public static class DataSourceExtensions
{
    /// <inheritdoc cref="ConnectionExtensions.ReadOneAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static async Task<T?> ReadOneAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadOneAsync<T>(sql, values, cancellationToken, limit);
    }

    /// <inheritdoc cref="ConnectionExtensions.ReadOneAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<T?> ReadOneAsync<T>(
        this NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        dataSource.ReadOneAsync<T>(sql, null, cancellationToken, limit);

    /// <inheritdoc cref="ConnectionExtensions.ReadSingleAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static async Task<T> ReadSingleAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadSingleAsync<T>(sql, values, cancellationToken, limit);
    }

    /// <inheritdoc cref="ConnectionExtensions.ReadSingleAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<T> ReadSingleAsync<T>(
        this NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        dataSource.ReadSingleAsync<T>(sql, null, cancellationToken, limit);

    /// <inheritdoc cref="ConnectionExtensions.ReadAllAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAllAsync<T>(sql, values, cancellationToken, limit);
    }

    /// <inheritdoc cref="ConnectionExtensions.ReadAllAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<List<T>> ReadAllAsync<T>(
        this NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        dataSource.ReadAllAsync<T>(sql, null, cancellationToken, limit);

    /// <inheritdoc cref="ConnectionExtensions.ReadAllAsync{TFirst, TSecond, T}"/>
    public static async Task<List<T>> ReadAllAsync<TFirst, TSecond, T>(
        this NpgsqlDataSource dataSource, string sql, object? values, string splitOn,
        Func<TFirst, TSecond, T> map, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadAllAsync(sql, values, splitOn, map, cancellationToken);
    }

    /// <inheritdoc cref="ConnectionExtensions.ReadResultsAsync{T}"/>
    public static async Task<T> ReadResultsAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? values,
        Func<SqlMapper.GridReader, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ReadResultsAsync(sql, values, read, cancellationToken);
    }

    /// <inheritdoc cref="ConnectionExtensions.ScalarAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static async Task<T?> ScalarAsync<T>(
        this NpgsqlDataSource dataSource, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ScalarAsync<T>(sql, values, cancellationToken, limit);
    }

    /// <inheritdoc cref="ConnectionExtensions.ScalarAsync{T}(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<T?> ScalarAsync<T>(
        this NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        dataSource.ScalarAsync<T>(sql, null, cancellationToken, limit);

    /// <inheritdoc cref="ConnectionExtensions.RunAsync(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static async Task<int> RunAsync(
        this NpgsqlDataSource dataSource, string sql, object? values, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.RunAsync(sql, values, cancellationToken, limit);
    }

    /// <inheritdoc cref="ConnectionExtensions.RunAsync(NpgsqlConnection, string, object?, CancellationToken, TimeSpan?)"/>
    public static Task<int> RunAsync(
        this NpgsqlDataSource dataSource, string sql, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        dataSource.RunAsync(sql, null, cancellationToken, limit);

    /// <summary>Does work in one transaction on a connection of its own, committed once it is done; what is thrown rolls it back.</summary>
    /// <param name="work">The work; what it sends over the connection is within the transaction.</param>
    /// <param name="keep">Whether a result is one to commit; the others roll back. All are unless given.</param>
    /// <param name="isolation">Read committed unless given.</param>
    public static async Task<T> InTransactionAsync<T>(
        this NpgsqlDataSource dataSource,
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken,
        Func<T, bool>? keep = null,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.InTransactionAsync(work, cancellationToken, keep, isolation);
    }

    /// <summary>Does work in one transaction on a connection of its own, committed once it is done; what is thrown rolls it back.</summary>
    public static async Task InTransactionAsync(
        this NpgsqlDataSource dataSource,
        Func<NpgsqlConnection, Task> work,
        CancellationToken cancellationToken,
        IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.InTransactionAsync(work, cancellationToken, isolation);
    }
}
