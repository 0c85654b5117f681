using System.Diagnostics;
using System.Text.RegularExpressions;
using CustomerListSchedules.Benchmarks.Exports;
using CustomerListSchedules.Drills.Harness;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Partners;

/// <summary>
/// Fifty partners run and collect the same twenty lists at once, while a member of staff goes from page to page. Measured:
/// how much longer staff wait then than when nothing else goes on; and that everybody is served and no list made twice at a time.
/// </summary>
internal sealed partial class PartnersBenchmark : IBenchmark
{
    private const int Partners = 50;
    private const int Lists = 20;
    private const int IdleRequests = 300;
    private static readonly TimeSpan Think = TimeSpan.FromMilliseconds(20);

    private static readonly string[] StaffPages =
        [
            "/schedules", "/schedules/1", "/runs", "/customer-lists", "/customer-lists/1", "/users", "/schedules/new",
            "/schedules/2/customer-lists"
        ];

    public string Verb => "partners";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var rows = arguments.Number("rows", 200_000);
        var rounds = arguments.Number("runs", 5);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var database = await Customers.DatabaseAsync(server, rows);
        await using var application = await ApplicationProcess.StartAsync(
            null, $"--ConnectionStrings:Default={database}", "--SampleData=false", "--Venue:BaseUrl=http://lists.example.org",
            "--SignIn:PerAddress=100000");
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            if (await connection.ExecuteScalarAsync<long>("select count(*) from schedules") == 0)
            {
                await Venue.FillAsync(connection, Partners, Lists);
            }
        }

        using var staff = new Browser(application.Address);
        await staff.SignInAsync(Venue.Staff, Venue.Password);
        var partners = new List<Browser>();
        for (var i = 1; i <= Partners; i++)
        {
            partners.Add(new Browser(application.Address));
            await partners[^1].SignInAsync(Venue.Partner(i), Venue.Password);
        }

        List<double> idles = [], busies = [], ratios = [], seconds = [];
        for (var round = 0; round <= rounds; round++)
        {
            await CleanUpAsync(database);
            var idle = await StaffAsync(staff, requests => requests < IdleRequests);
            var started = Stopwatch.GetTimestamp();
            var serving = Task.WhenAll(partners.Select(ServeAsync));
            var busy = await StaffAsync(staff, _ => !serving.IsCompleted);
            await serving;
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await CheckAsync(database);
            var ratio = Percentile95(busy) / Percentile95(idle);
            Figures.Line(
                $"{(round == 0 ? "warming up" : $"round {round}")}: p95 idle {Percentile95(idle):0.0} ms, busy {Percentile95(busy):0.0} "
                + $"ms ({busy.Count} pages)",
                $"{took:0.0} s", $"x{ratio:0.00}");
            if (round > 0)
            {
                idles.Add(Percentile95(idle));
                busies.Add(Percentile95(busy));
                ratios.Add(ratio);
                seconds.Add(took);
            }
        }

        partners.ForEach(partner => partner.Dispose());
        Figures.Line(
            $"{Partners} partners, {Lists} lists, {rows:N0} customers: staff wait, p95 vs idle", $"{Timing.Median(busies):0.0} ms",
            $"x{Timing.Median(ratios):0.00}");
        figures.Add("staff_p95_vs_idle", Timing.Median(ratios));
        figures.Add("staff_p95_idle_ms", Timing.Median(idles));
        figures.Add("staff_p95_partners_ms", Timing.Median(busies));
        figures.Add("partners_served_s", Timing.Median(seconds));
    }

    private static async Task<List<double>> StaffAsync(Browser staff, Func<int, bool> goOn)
    {
        var waits = new List<double>();
        while (goOn(waits.Count))
        {
            var started = Stopwatch.GetTimestamp();
            await staff.PageAsync(StaffPages[waits.Count % StaffPages.Length]);
            waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(Think);
        }

        return waits;
    }

    /// <summary>Runs every list, asks as often as the page does, and collects each as soon as it is ready.</summary>
    private static async Task ServeAsync(Browser partner)
    {
        var buffer = new byte[64 * 1024];
        var page = await partner.PageAsync("/partner-companies");
        var token = Browser.Token(page);
        var waiting = new HashSet<string>(ListField().Matches(page).Select(match => match.Groups[1].Value));
        if (waiting.Count != Lists)
        {
            throw new InvalidOperationException($"A partner sees {waiting.Count} lists.");
        }

        var collected = new HashSet<string>();
        while (collected.Count < Lists)
        {
            foreach (var list in waiting.ToList())
            {
                if (Requested(await partner.RunAsync(list, token), list))
                {
                    waiting.Remove(list);
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(2));
            var progress = await partner.PageAsync("/partner-companies?handler=Progress");
            foreach (var request in Ready().Matches(progress).Select(match => match.Groups[1].Value)
                .Where(request => !collected.Contains(request)).Distinct().ToList())
            {
                await partner.DownloadAsync($"/partner-companies?handler=Download&request={request}", buffer);
                collected.Add(request);
            }
        }
    }

    // The live region has a line about what was asked for.
    private static bool Requested(string page, string list) => page.Contains($"id=\"said-{list}\"", StringComparison.Ordinal);

    private static async Task CheckAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        var (wrong, twice, downloads) = await connection.QuerySingleAsync<(long, long, long)>(
            """
            select (select count(*) from deliveries where state <> 'delivered' or attempt <> 1),
              (select count(*)
               from deliveries a
               join delivery_attempts x on x.delivery_id = a.id
               join deliveries b on b.scheduled_list_id = a.scheduled_list_id and b.id > a.id
               join delivery_attempts y on y.delivery_id = b.id and y.started_at < x.ended_at and x.started_at < y.ended_at),
              (select count(*) from downloads where completed)
            """);
        if (wrong > 0 || twice > 0 || downloads != Partners * Lists)
        {
            throw new InvalidOperationException(
                $"{wrong} deliveries went wrong, {twice} were made twice at a time, {downloads} files were collected.");
        }
    }

    private static async Task CleanUpAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync("delete from runs; delete from stored_files", commandTimeout: 300);
        await connection.ExecuteAsync("vacuum stored_file_chunks", commandTimeout: 300);
    }

    private static double Percentile95(List<double> values) => values.Order().ElementAt((int)Math.Ceiling(values.Count * 0.95) - 1);

    [GeneratedRegex("name=\"list\" value=\"([0-9]+)\"")]
    private static partial Regex ListField();

    [GeneratedRegex("handler=Download&amp;request=([0-9]+)\"")]
    private static partial Regex Ready();
}
