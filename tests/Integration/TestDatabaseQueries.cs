using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CustomerListSchedules.Integration;

/// <summary>A test's own look at the application's database, and requests without a page.</summary>
internal static class TestDatabaseQueries
{
    /// <summary>The one row that the SQL answers.</summary>
    public static async Task<T> AskAsync<T>(this TestApplication application, string sql, object? parameters = null)
    {
        await using var connection = await OpenAsync(application);
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }

    public static async Task<IReadOnlyList<T>> ListAsync<T>(this TestApplication application, string sql, object? parameters = null)
    {
        await using var connection = await OpenAsync(application);
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public static async Task DoAsync(this TestApplication application, string sql, object? parameters = null)
    {
        await using var connection = await OpenAsync(application);
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Sends what a page, a job or the command line would send.</summary>
    public static async Task<T> SendAsync<T>(this TestApplication application, IRequest<T> request)
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, TestContext.Current.CancellationToken);
    }

    private static ValueTask<NpgsqlConnection> OpenAsync(TestApplication application) =>
        application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
}
