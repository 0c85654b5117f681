using CustomerListSchedules.Features.DeliverSchedule.Files;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>
/// One list of bookings into parts, against the same list as one file, in one run: from claim to committed, verified files with their
/// messages. <c>--parts</c> says into how many.
/// </summary>
internal sealed class SplitBenchmark : IBenchmark
{
    public string Verb => "split";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var rows = arguments.Number("rows", 1_000_000);
        var parts = arguments.Number("parts", 200);
        var runs = arguments.Number("runs", 5);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var database = await SplitVenue.DatabaseAsync(server, rows, parts);
        Console.WriteLine($"{rows:N0} bookings, a row each, in {parts:N0} parts; median of {runs}");
        await using (var node = await Node.StartAsync(database, server.Scratch))
        {
            var (whole, split) = (await SplitVenue.AddScheduleAsync(node, 0), await SplitVenue.AddScheduleAsync(node, parts));
            var (one, many) = (new List<double>(), new List<double>());
            for (var run = 0; run <= runs; run++)
            {
                one.Add(Seconds(node, whole, rows));
                many.Add(Seconds(node, split, rows));
            }

            var (alone, together) = (Timing.Median([.. one.Skip(1)]), Timing.Median([.. many.Skip(1)]));
            Figures.Line("One file", $"{alone:0.00} s", "1.00");
            Figures.Line($"{parts:N0} parts", $"{together:0.00} s", $"{together / alone:0.00}");
            figures.Add("split_vs_whole", together / alone);
            figures.Add("split_seconds", together);
        }

        var (wholeMemory, splitMemory) =
            (SplitMemoryProbe.Measure(database, 0, rows, server.Scratch), SplitMemoryProbe.Measure(database, parts, rows, server.Scratch));
        Figures.Line("Memory above idle, one file, parts", $"{wholeMemory:0} MB", $"{splitMemory:0} MB");
        figures.Add("split_mb_above_idle", splitMemory);
        figures.Add("whole_mb_above_idle", wholeMemory);
    }

    private static double Seconds(Node node, long schedule, int rows)
    {
        node.Ask(schedule);
        var seconds = Timing.Seconds(() => Deliver(node, rows));
        node.CleanUp();
        return seconds;
    }

    internal static void Deliver(Node node, int rows)
    {
        if (!node.Send(new MakeDelivery()))
        {
            throw new InvalidOperationException("No delivery waited.");
        }

        using var connection = node.Get<NpgsqlDataSource>().OpenConnection();
        var (made, state) = connection.QuerySingle<(long?, string)>(
            "select sum(coalesce(part_rows, booking_count))::bigint, min(state) from deliveries where file_id is not null");
        if (made != rows)
        {
            throw new InvalidOperationException($"The deliveries are {state} with {made} rows.");
        }
    }
}
