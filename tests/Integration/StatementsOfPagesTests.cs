using System.Text.RegularExpressions;
using CustomerListSchedules.Benchmarks.Pages;
using NodaTime;
using static CustomerListSchedules.Integration.RouteWalkTests.Access;

namespace CustomerListSchedules.Integration;

/// <summary>
/// No page asks the database once for each thing that it shows: with three times as much of everything it sends no more statements. The
/// pages come from the route walk's table, so that a new one cannot be forgotten.
/// </summary>
public sealed partial class StatementsOfPagesTests(TestServer server)
{
    // A venue of each size has every kind of thing that the other has.
    private static readonly VenueSize Small = new(20, 120, 60, 15, 10);
    private static readonly VenueSize Large = new(60, 600, 180, 45, 30) { Entries = 5, Recipients = 8 };

    private const string IdsSql =
        """
        select jsonb_object_agg(path, id) from (values
          ('/customer-lists/folders/', (select min(id)::text from customer_list_folders)),
          ('/customer-lists/', (select min(id)::text from customer_lists)),
          ('/access/lists/', (select min(customer_list_id)::text from scheduled_lists)),
          ('/segments/', (select min(id)::text from segments)),
          ('/schedules/', (select min(schedule_id)::text from scheduled_lists where position = 2)),
          ('entries', (select min(id)::text from scheduled_lists where position = 2)),
          ('emails', (select min(schedule_id)::text from integrated_emails)),
          ('email', (select min(id)::text from integrated_emails)),
          ('/runs/', (select max(run_id)::text from deliveries where position = 2 and state = 'delivered')),
          ('/files/', (select max(id)::text from stored_files where deleted_at is null)),
          ('/mailings/', (select max(id)::text from mailings)),
          ('/users/', (select id::text from users where email = 'partner1@company.example')),
          ('/settings/user-accounts/', (select id::text from users where email = 'staff2@venue.example')),
          ('/audit/customer-data/', (select min(id)::text from crm.customers)),
          ('/import/erase-customer/', (select min(id)::text from crm.customers)),
          ('/collect/', (
            select 'benchmark-' || max(m.id)
            from messages m
            join deliveries d on d.id = m.delivery_id
            join stored_files f on f.id = d.file_id and f.deleted_at is null
            join current_recipients c on c.scheduled_list_id = d.scheduled_list_id and c.address = m.recipient
            where m.recipient = 'partner1@company.example'))
        ) ids (path, id)
        """;

    [Fact]
    public async Task No_page_sends_more_statements_when_there_is_more_to_show()
    {
        var small = await CountAsync(Small);
        var large = await CountAsync(Large);

        Assert.Subset(large.Keys.ToHashSet(), small.Keys.ToHashSet());
        Assert.True(small.Count > 45, $"Only {small.Count} pages answered: others may be wrong unseen. {string.Join(' ', small.Keys)}");
        Assert.All(small, page => Assert.True(page.Value.Count > 0, $"{page.Key} has a session to look up at least: nothing was counted."));
        var growing = small.Where(page => large[page.Key].Count > page.Value.Count).Select(page =>
            $"{page.Key}: {page.Value.Count} with few, {large[page.Key].Count} with many, such as\n"
            + large[page.Key].GroupBy(sql => sql).MaxBy(same => same.Count())!.Key).ToList();
        Assert.True(growing.Count == 0, string.Join("\n\n", growing));
    }

    private async Task<Dictionary<string, IReadOnlyList<string>>> CountAsync(VenueSize size)
    {
        await using var application = new TestApplication(server);
        await ((IAsyncLifetime)application).InitializeAsync();
        await using (var connection = await application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await BusyVenue.FillAsync(connection, size, application.Clock.GetCurrentInstant(), TestContext.Current.CancellationToken);
        }

        var ids = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(await application.AskAsync<string>(IdsSql))!;
        var staff = await application.SignInAsAsync(BusyVenue.Staff(1), BusyVenue.Password);
        var partner = await application.SignInAsAsync(BusyVenue.Partner(1), BusyVenue.Password);
        var counted = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (route, access) in RouteWalkTests.Table.Where(row => row.Value != Anyone
            && row.Key.StartsWith("GET ", StringComparison.Ordinal) && !row.Key.Contains('?', StringComparison.Ordinal)))
        {
            var url = Url(route["GET ".Length..], ids);
            var visitor = access == Collectors || url.StartsWith("/collect/", StringComparison.Ordinal) ? partner : staff;
            // What is asked once in a process is not what a page takes.
            if (await CountedStatements.OfAsync(visitor, url) is not null)
            {
                counted.Add(route, (await CountedStatements.OfAsync(visitor, url))!);
            }
        }

        return counted;
    }

    private static string Url(string route, Dictionary<string, string> ids)
    {
        if (route.Contains("{entryId", StringComparison.Ordinal))
        {
            var emails = route.Contains("/integrated-emails/", StringComparison.Ordinal);
            route = EntryId().Replace(route, ids[emails ? "email" : "entries"]);
        }

        if (route.Contains("/integrated-emails", StringComparison.Ordinal))
        {
            return Parameter().Replace(route, ids["emails"]);
        }

        var known = ids.Keys.Where(path => route.StartsWith(path, StringComparison.Ordinal)).MaxBy(path => path.Length);
        return known is null ? route : Parameter().Replace(route, ids[known]);
    }

    [GeneratedRegex(@"\{entryId[^}]*\}")]
    private static partial Regex EntryId();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
