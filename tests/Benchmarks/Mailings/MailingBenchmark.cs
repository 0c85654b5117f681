using CustomerListSchedules.Features.SendIntegratedEmail.Steps;
using CustomerListSchedules.Infrastructure.Dotdigital;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Mailings;

/// <summary>
/// A mailing from its list to sent (one reading of the list, encrypted pages, imports, the send, the record of who got it) against bare
/// posting of the same bytes, from memory, to the same stub, in turns: one import after the other, which is what <c>mailing_vs_post</c>
/// compares with, and as many at a time as a mailing has on their way, which shows what its own work costs beside it. What the stub takes
/// over its other calls (it makes the send's arrivals) is left out; that it receives the imports is part of both.
/// </summary>
internal sealed class MailingBenchmark : IBenchmark
{
    private const int MemoryGrowth = 10;

    /// <summary>The templates, the copy, the address book, the send, and what became of the send.</summary>
    private const int CallsBesidePages = 5;

    public string Verb => "mailing";

    public async Task RunAsync(Arguments arguments, Figures figures)
    {
        var people = arguments.Number("people", 100_000);
        var runs = arguments.Number("runs", 5);
        await using var server = await BenchmarkServer.StartAsync(arguments);
        var venue = await VenueAsync(server, people);
        var account = await server.DatabaseAsync($"dotdigital_stub_{Environment.ProcessId}", _ => Task.CompletedTask);
        using var stub = await StubProcess.StartAsync(account, server.Scratch);
        await using (var node = await MailingNode.StartAsync(venue, stub.Url, server.Scratch))
        {
            Measure(node, stub, people, runs, figures);
        }

        foreach (var (size, database, name) in new[]
        {
            (people / MemoryGrowth, await VenueAsync(server, people / MemoryGrowth), "peak_mb_above_idle_at_a_tenth"),
            (people, venue, "peak_mb_above_idle"),
        })
        {
            var peak = MailingMemoryProbe.Measure(database, stub.Url, size, server.Scratch);
            Figures.Line($"Memory above idle, {size:N0} people", $"{peak:0} MB");
            figures.Add(name, peak);
        }
    }

    private static void Measure(MailingNode node, StubProcess stub, int people, int runs, Figures figures)
    {
        node.Forget();
        var schedule = node.AddSchedule();
        node.Mail(schedule, people);
        stub.StopRecording();
        stub.Post(stub.Ready(), ImportPeople.AtATime);
        stub.TakeCalls();

        var (mailings, posts, single) = (new List<double>(), new List<double>(), new List<double>());
        var calls = 0;
        for (var run = 0; run < runs; run++)
        {
            stub.TakeWaited();
            var seconds = node.Mail(schedule, people);
            mailings.Add(seconds - stub.TakeWaited());
            stub.Check(people);
            calls = stub.TakeCalls().Values.Sum();
            foreach (var (seen, atATime) in new[] { (posts, ImportPeople.AtATime), (single, 1) })
            {
                var bodies = stub.Ready();
                seen.Add(Timing.Seconds(() => stub.Post(bodies, atATime)));
            }

            stub.TakeCalls();
        }

        var (mailing, post, one) = (Timing.Median(mailings), Timing.Median(posts), Timing.Median(single));
        var pages = (people + DotdigitalLimits.ContactsPerImport - 1) / DotdigitalLimits.ContactsPerImport;
        Console.WriteLine($"{people:N0} people, {stub.Bytes / 1e6:0.0} MB in {pages} pages; median of {runs}");
        Figures.Line("Bare posting of the same bytes", $"{one:0.00} s", "1.00");
        Figures.Line($"The same, {ImportPeople.AtATime} at a time", $"{post:0.00} s", $"{post / one:0.00}");
        Figures.Line("Mailing, from its list to sent and recorded", $"{mailing:0.00} s", $"{mailing / one:0.00}");
        Figures.Line($"The same, against posting {ImportPeople.AtATime} at a time", "", $"{mailing / post:0.00}");
        Figures.Line("The mailing's own work beside the posting, a person", $"{(mailing - post) / people * 1e6:0.0} µs");
        Figures.Line("Calls to Dotdigital", $"{calls}", $"{calls - (2 * pages)} + 2 a page");
        if (calls > CallsBesidePages + (2 * pages))
        {
            throw new InvalidOperationException($"{calls} calls for {pages} pages are more than {CallsBesidePages} and two a page.");
        }

        figures.Add("mailing_vs_post", mailing / one);
        figures.Add($"mailing_vs_post_{ImportPeople.AtATime}_at_a_time", mailing / post);
        figures.Add("mailing_seconds", mailing);
        figures.Add("post_seconds", one);
        figures.Add($"post_seconds_{ImportPeople.AtATime}_at_a_time", post);
        figures.Add("mailing_own_us_per_person", (mailing - post) / people * 1e6);
        figures.Add("calls", calls);
        figures.Add("pages", pages);
    }

    private static Task<string> VenueAsync(BenchmarkServer server, int people) =>
        server.DatabaseAsync($"mailing_{people}", async connection =>
        {
            var now = NodaTime.Instant.FromUtc(2026, 12, 1, 9, 0);
            new Features.SetUp.SampleData.SampleCustomers(people, now).Write(connection, now.InUtc().Date);
            await using var addresses = new NpgsqlCommand(
                "update crm.customers set email = 'person' || id || '@example.org'; ", connection) { CommandTimeout = 0 };
            await addresses.ExecuteNonQueryAsync();
            await using var vacuum = new NpgsqlCommand("vacuum (full, analyze, freeze) crm.customers", connection) { CommandTimeout = 0 };
            await vacuum.ExecuteNonQueryAsync();
        });
}
