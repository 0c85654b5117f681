using System.Diagnostics;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.SetUp.SampleData;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Counts;

/// <summary>
/// Update Count of ten lists against SQL written by hand for each, over a million customers and three million bookings. Both run as Update
/// Count does, in the same settings, in turn; the counts must agree. <c>--explain FOLDER</c> writes the plans of the SQL by hand,
/// <c>--plans FOLDER</c> those of ours.
/// </summary>
internal sealed class CountsBenchmark : IBenchmark
{
    private static readonly Instant Now = Instant.FromUtc(2026, 12, 1, 9, 0);
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/London"];

    public string Verb => "counts";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var customers = arguments.Number("customers", 1_000_000);
        var runs = arguments.Number("runs", 5);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var database = await server.DatabaseAsync($"venue_{customers}", connection => FillAsync(connection, customers));
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(ListSession.ReadOnly("10min"));
        var (bookings, events) = await ReadAsync(connection);
        Console.WriteLine($"{customers:N0} customers, {bookings:N0} bookings; median of {runs}; ours, by hand, ratio");
        var worst = 0.0;
        foreach (var (name, list) in CountLists.All(events))
        {
            if (arguments["only"] is { } only && !name.StartsWith(only, StringComparison.Ordinal))
            {
                continue;
            }

            var compiled = ListCompiler.Compile(
                new ListSnapshot(list, new Dictionary<string, SegmentSnapshot>(), ["name"], []), OutputCatalogue.With([]),
                new DateMetricClock(Now, Zone));
            var hand = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Counts", $"{name}.sql"));
            long ours = 0, theirs = 0;
            var times = Timing.Medians(
                runs, () => ours = Count(compiled.Command(connection, compiled.CountSql)),
                () => theirs = Count(new NpgsqlCommand(hand, connection)));
            if (ours != theirs)
            {
                throw new InvalidOperationException($"{name}: {ours} customers, by hand {theirs}.");
            }

            var ratio = times[0] / times[1];
            worst = Math.Max(worst, ratio);
            Figures.Line($"{name} ({ours:N0})", $"{times[0] * 1000:0} ms", $"{times[1] * 1000:0} ms  {ratio:0.00}");
            figures.Add($"count_{name[..2]}_vs_sql", ratio);
            figures.Add($"count_{name[..2]}_ms", times[0] * 1000);
            await ExplainAsync(arguments["explain"], name, new NpgsqlCommand(hand, connection));
            await ExplainAsync(arguments["plans"], name, compiled.Command(connection, compiled.CountSql));
        }

        Figures.Line("The worst of them", $"{worst:0.00}");
        figures.Add("counts_worst_vs_sql", worst);
    }

    private static long Count(NpgsqlCommand command)
    {
        using (command)
        {
            command.CommandTimeout = 0;
            return (long)command.ExecuteScalar()!;
        }
    }

    private static async Task ExplainAsync(string? folder, string name, NpgsqlCommand command)
    {
        await using (command)
        {
            if (folder is null)
            {
                return;
            }

            var sql = command.CommandText;
            command.CommandTimeout = 0;
            command.CommandText = $"explain (analyze, costs, buffers off, timing off, summary on) {sql}";
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(0));
            }

            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.explain.txt"), string.Join('\n', lines) + "\n");
        }
    }

    private static async Task FillAsync(NpgsqlConnection connection, int customers)
    {
        var started = Stopwatch.GetTimestamp();
        // What is written fits together; looking up each reference would take longer than writing it.
        await connection.ExecuteAsync("set session_replication_role = replica");
        SampleHistory.Write(connection, customers, Now, Zone);
        await connection.ExecuteAsync("vacuum (freeze)", commandTimeout: 0);
        await connection.ExecuteAsync(SampleHistory.Analyzed, commandTimeout: 0);
        Console.WriteLine($"Filled in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s.");
    }

    private static async Task<(long Bookings, IReadOnlyDictionary<string, long> Events)> ReadAsync(NpgsqlConnection connection) => (
        await connection.ExecuteScalarAsync<long>("select count(*) from crm.bookings"),
        (await connection.QueryAsync<(string Name, long Id)>(
            "select name, id from crm.events")).ToDictionary(row => row.Name, row => row.Id));
}
