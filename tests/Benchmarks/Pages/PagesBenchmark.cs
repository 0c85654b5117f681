using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>
/// Twenty visitors at once walk over the pages, among them an empty one with the same layout: how many times as long they wait. With a page
/// named all of them ask for that page alone, and for the empty one, in turns. And how many statements each page sends to the database,
/// with ten schedules and with a thousand.
/// </summary>
internal sealed class PagesBenchmark : IBenchmark
{
    private const int Visitors = 20;
    private const double MostP50 = 6;
    private const double MostP99 = 10;

    public string Verb => "pages";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        DapperTypes.Register();
        var rounds = arguments.Number("runs", 5);
        var requests = arguments.Number("requests", 200);
        var few = new VenueSize(10, 1_000, 2_000, 50, 10);
        var many = new VenueSize(1_000, 100_000, arguments.Number("rows", 200_000), 300, 200);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var fewStatements = await WithVenueAsync(server, few, venue => CountAsync(venue, null));
        var (statements, waits) = await WithVenueAsync(server, many, async venue =>
            (await CountAsync(venue, arguments["show"]), arguments["page"] is { } page
                ? await MeasureAsync(venue, rounds, requests, page)
                : await WalkAsync(venue, rounds, requests)));

        var bad = new List<string>();
        Console.WriteLine($"{"page",-18} {"statements",12} {"p50",9} {"p99",9} {"p50 ratio",10} {"p99 ratio",10}");
        foreach (var (page, wait) in waits.Where(_ => rounds > 0))
        {
            var grows = statements[page.Name] > fewStatements[page.Name];
            var (p50, p99) = (Timing.Median(wait.Ratio50), Timing.Median(wait.Ratio99));
            var within = p50 <= MostP50 && p99 <= MostP99 && !grows;
            Console.WriteLine(
                $"{page.Name,-18} {$"{fewStatements[page.Name]} / {statements[page.Name]}",12} {Timing.Median(wait.P50),6:0.0} ms "
                + $"{Timing.Median(wait.P99),6:0.0} ms {$"x{p50:0.0}",10} {$"x{p99:0.0}",10} {(within ? "" : " ABOVE")}");
            figures.Add($"{page.Key}_p50_vs_empty", p50);
            figures.Add($"{page.Key}_p99_vs_empty", p99);
            figures.Add($"{page.Key}_statements", statements[page.Name]);
            if (!within)
            {
                bad.Add(page.Name);
            }
        }

        if (bad.Count > 0)
        {
            throw new InvalidOperationException(
                $"At most {MostP50} (p50) and {MostP99} (p99) times an empty page, and no more statements with more schedules: "
                + $"not {string.Join(", ", bad)}.");
        }
    }

    private static async Task<T> WithVenueAsync<T>(BenchmarkServer server, VenueSize size, Func<Guests, Task<T>> work)
    {
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var database = await server.DatabaseAsync(
            $"pages_{size.Schedules}_{size.Customers}_{size.Accounts}_{now.InUtc().Date:uuuuMMdd}",
            connection => BusyVenue.FillAsync(connection, size, now, CancellationToken.None));
        using var host = await HostProcess.StartAsync(database, Path.Combine(server.Scratch, "pages"));
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        using var guests = await Guests.ComeAsync(host.Address, connection, size, Visitors);
        return await work(guests);
    }

    private static async Task<Dictionary<string, int>> CountAsync(Guests guests, string? show)
    {
        var counts = new Dictionary<string, int>();
        foreach (var page in guests.Pages)
        {
            // What is asked once in a process is not what a page takes.
            await guests.StatementsAsync(page);
            var counted = await guests.StatementsAsync(page);
            counts[page.Name] = counted.Statements.Count;
            if (show == page.Name || show == "all")
            {
                Console.WriteLine($"{page.Name}: {counted.Milliseconds:0.0} ms\n{string.Join('\n', counted.Statements)}\n");
            }
        }

        return counts;
    }

    private static async Task<List<(MeasuredPage Page, PageWaits Waits)>> WalkAsync(Guests guests, int rounds, int requests)
    {
        var measured = guests.Pages.Where(page => page != guests.Empty).Select(page => (Page: page, Waits: new PageWaits())).ToList();
        for (var round = 0; rounds > 0 && round <= rounds; round++)
        {
            var seen = await guests.WalkAsync(requests * guests.Pages.Count, seed: round);
            if (round > 0) // The first warms up.
            {
                measured.ForEach(page => page.Waits.Add([.. seen[guests.Empty]], [.. seen[page.Page]]));
            }
        }

        return measured;
    }

    private static async Task<List<(MeasuredPage Page, PageWaits Waits)>> MeasureAsync(
        Guests guests, int rounds, int requests, string only)
    {
        var measured = guests.Pages.Where(page => page != guests.Empty && (only == "each" || only == page.Name))
            .Select(page => (Page: page, Waits: new PageWaits())).ToList();
        for (var round = 0; rounds > 0 && round <= rounds; round++)
        {
            foreach (var (page, waits) in measured)
            {
                var reference = await guests.AskAsync(guests.Empty with { Partners = page.Partners }, requests);
                var asked = await guests.AskAsync(page, requests);
                if (round > 0) // The first warms up.
                {
                    waits.Add(reference, asked);
                }
            }
        }

        return measured;
    }
}
