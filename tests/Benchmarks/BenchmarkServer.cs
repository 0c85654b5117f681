using System.Diagnostics;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Npgsql;

namespace CustomerListSchedules.Benchmarks;

/// <summary>A PostgreSQL server of its own, thrown away at the end unless <c>--data</c> names where to keep it.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly string directory;
    private readonly bool keep;
    private EmbeddedDatabase postgres = null!;

    private BenchmarkServer(string directory, bool keep)
    {
        this.directory = directory;
        this.keep = keep;
    }

    /// <summary>Where the server keeps its data.</summary>
    public string Folder => directory;

    public string Scratch => Directory.CreateDirectory(Path.Combine(directory, "scratch")).FullName;

    public static async Task<BenchmarkServer> StartAsync(Arguments arguments)
    {
        var server = new BenchmarkServer(
            arguments["data"] ?? Path.Combine(Path.GetTempPath(), $"cls-bench-{Environment.ProcessId}"), arguments["data"] is not null);
        Directory.CreateDirectory(server.directory);
        server.postgres = await EmbeddedDatabase.StartAsync(server.directory, Root(), CancellationToken.None);
        return server;
    }

    /// <summary>A migrated database, filled by <paramref name="fill"/> when it is new.</summary>
    public async Task<string> DatabaseAsync(string name, Func<NpgsqlConnection, Task> fill)
    {
        var connectionString = postgres.ConnectionString(name);
        await using var admin = new NpgsqlConnection(postgres.ConnectionString("postgres") + ";Pooling=false");
        await admin.OpenAsync();
        await using (var exists = new NpgsqlCommand(
            "select count(*) from pg_database where datname = $1", admin) { Parameters = { new() { Value = name } } })
        {
            if ((long)(await exists.ExecuteScalarAsync())! > 0)
            {
                // One that was kept may be older than the application.
                await using var kept = NpgsqlDataSource.Create(connectionString + ";Pooling=false;Command Timeout=0");
                await Migrator.MigrateAsync(kept, null, CancellationToken.None);
                return connectionString;
            }
        }

        var making = name + "_making";
        await ExecuteAsync(admin, $"drop database if exists {making}");
        await ExecuteAsync(admin, $"create database {making}");
        await using (var source = NpgsqlDataSource.Create(postgres.ConnectionString(making) + ";Pooling=false;Command Timeout=0"))
        {
            await Migrator.MigrateAsync(source, null, CancellationToken.None);
            await using var connection = await source.OpenConnectionAsync();
            await fill(connection);
        }

        await ExecuteAsync(admin, $"alter database {making} rename to {name}");
        await ExecuteAsync(admin, "checkpoint");
        return connectionString;
    }

    /// <summary>The application on a database, its background workers off: work is done exactly when a benchmark asks.</summary>
    public static async Task<WebApplication> ApplicationAsync(
        string connectionString, string dataDirectory, Dictionary<string, string?>? settings = null)
    {
        var application = Builder(connectionString, dataDirectory, settings).Build();
        await application.PrepareAsync();
        return application;
    }

    /// <summary>What <see cref="ApplicationAsync"/> builds, for who adds to it and serves it.</summary>
    public static WebApplicationBuilder Builder(string connectionString, string dataDirectory, Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = Root(), EnvironmentName = "Development", ApplicationName = typeof(StartUp).Assembly.GetName().Name,
        });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Default"] = connectionString,
            ["Data:Directory"] = dataDirectory,
            ["Keys:Directory"] = Path.Combine(dataDirectory, "keys"),
            ["SampleData"] = "false",
            ["Scheduling:Enabled"] = "false",
            ["Venue:BaseUrl"] = "http://localhost",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.AddCustomerListSchedules();
        return builder;
    }

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CustomerListSchedules.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    /// <summary>Runs a program to its end; throws with what it said when it fails.</summary>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        using var process =
            Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program}: {errors.Result}");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await postgres.DisposeAsync();
        if (!keep)
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
