using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Database;

/// <summary>Makes an empty database one of version 0.9.0, the last whose migrations EF Core ran: from a dump that is kept.</summary>
internal static class DatabaseOf090
{
    /// <summary>Where the dump is.</summary>
    public static string Dump { get; } =
        Path.Combine(Repository.Root, "tests", "Integration", "Infrastructure", "Database", "version-0.9.0.sql");

    public static async Task<NpgsqlDataSource> CreateAsync(TestServer server)
    {
        var database = NpgsqlDataSource.Create(await server.CreateEmptyDatabaseAsync() + ";Pooling=false");
        await MakeAsync(database);
        return database;
    }

    /// <param name="database">Without pooling: the dump empties its session's search path.</param>
    public static async Task MakeAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(await File.ReadAllTextAsync(Dump, TestContext.Current.CancellationToken));
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
