using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using CustomerListSchedules.Benchmarks.Partners;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>Staff and partners of a <see cref="BusyVenue"/> who are signed in, and the pages that they ask for.</summary>
internal sealed class Guests : IDisposable
{
    // What each partner may still collect: the newest file's message.
    private const string MessageSql =
        """
        select max(m.id)
        from messages m
        join deliveries d on d.id = m.delivery_id
        join stored_files f on f.id = d.file_id and f.deleted_at is null
        join current_recipients c on c.scheduled_list_id = d.scheduled_list_id and c.address = m.recipient
        where m.recipient = @address and m.state = 'accepted'
        """;

    // One schedule that delivers two lists, with a run that went well and can still be collected.
    private const string ExampleSql =
        """
        select r.schedule_id, r.id as run_id, d.customer_list_id
        from runs r
        join lateral (
          select count(*) as lists, min(l.customer_list_id) as customer_list_id
          from deliveries d
          join scheduled_lists l on l.id = d.scheduled_list_id
          where d.run_id = r.id
        ) d on d.lists = 2
        where r.state = 'delivered' and r.kind = 'scheduled'
        order by r.created_at desc, r.id desc
        limit 1
        """;

    private readonly List<Browser> staff = [];
    private readonly List<Browser> partners = [];

    public MeasuredPage Empty { get; } = new("Empty", "/benchmark/empty");

    public IReadOnlyList<MeasuredPage> Pages { get; private set; } = [];

    public static async Task<Guests> ComeAsync(Uri address, NpgsqlConnection connection, VenueSize size, int visitors)
    {
        var guests = new Guests();
        var links = new List<string>();
        for (var i = 0; i < visitors; i++)
        {
            guests.staff.Add(new Browser(address));
            await guests.staff[^1].SignInAsync(BusyVenue.Staff(1 + (i % size.Staff)), BusyVenue.Password);
            var partner = BusyVenue.Partner(1 + (i % size.Partners));
            guests.partners.Add(new Browser(address));
            await guests.partners[^1].SignInAsync(partner, BusyVenue.Password);
            var message = await connection.ScalarAsync<long>(MessageSql, new { address = partner }, CancellationToken.None);
            links.Add($"/collect/{BusyVenue.Token(message)}");
        }

        var example = await connection.ReadSingleAsync<(long Schedule, long Run, long List)>(ExampleSql, CancellationToken.None);
        var mailing = await connection.ScalarAsync<long>("select max(id) from mailings where state = 'sent'", CancellationToken.None);
        MeasuredPage[] pages =
        [
            guests.Empty, new("Today", "/"), new("Calendar month", "/calendar"), new("Calendar week", "/calendar?week=today"),
            new("Schedules", "/schedules"), new("Schedule", $"/schedules/{example.Schedule}"), new("Runs", "/runs"),
            new("Run", $"/runs/{example.Run}"), new("Customer Lists", "/customer-lists"),
            new("Builder", $"/customer-lists/{example.List}"), new("Mailings", "/mailings"), new("Mailing", $"/mailings/{mailing}"),
            new("Partner", "/partner-companies", partners: true), new("Collect", visitor => links[visitor], Partners: true),
        ];
        guests.Pages = await guests.ThereAsync(pages);
        return guests;
    }

    /// <summary>All visitors ask for a page again and again, each when the last came, until so many were asked for in all.</summary>
    /// <returns>How long each took, in milliseconds.</returns>
    public async Task<IReadOnlyList<double>> AskAsync(MeasuredPage page, int requests)
    {
        var waits = new ConcurrentBag<double>();
        var left = requests;
        await Task.WhenAll(Of(page).Select((browser, visitor) => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var started = Stopwatch.GetTimestamp();
                await browser.PageAsync(page.Path(visitor));
                waits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        })));
        return [.. waits];
    }

    /// <summary>Each visitor goes from page to page as chance has it, until so many were seen in all.</summary>
    /// <returns>How long each view took, in milliseconds.</returns>
    public async Task<ILookup<MeasuredPage, double>> WalkAsync(int views, int seed)
    {
        var waits = new ConcurrentBag<(MeasuredPage Page, double Wait)>();
        var left = views;
        await Task.WhenAll(Enumerable.Range(0, staff.Count).Select(visitor => Task.Run(async () =>
        {
            var chance = new Random((seed * staff.Count) + visitor);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var page = Pages[chance.Next(Pages.Count)];
                var started = Stopwatch.GetTimestamp();
                await Of(page)[visitor].PageAsync(page.Path(visitor));
                waits.Add((page, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            }
        })));
        return waits.ToLookup(view => view.Page, view => view.Wait);
    }

    /// <summary>The statements that a page takes.</summary>
    public async Task<CountedPage> StatementsAsync(MeasuredPage page)
    {
        using var answer = await Of(page)[0].GetAsync(page.Path(0), PagesHost.CountHeader);
        return JsonSerializer.Deserialize<CountedPage>(await answer.Content.ReadAsStringAsync())!;
    }

    public void Dispose()
    {
        staff.ForEach(browser => browser.Dispose());
        partners.ForEach(browser => browser.Dispose());
    }

    private List<Browser> Of(MeasuredPage page) => page.Partners ? partners : staff;

    // An older version, measured beside this one, lacks some; the first page of staff leads elsewhere there.
    private async Task<IReadOnlyList<MeasuredPage>> ThereAsync(IEnumerable<MeasuredPage> pages)
    {
        var there = new List<MeasuredPage>();
        foreach (var page in pages)
        {
            using var answer = await Of(page)[0].GetAsync(page.Path(0));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                there.Add(page);
            }
            else if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.SeeOther or HttpStatusCode.Redirect)
            {
                Figures.Skipped(page.Name, $"answers {(int)answer.StatusCode}");
            }
            else
            {
                throw new InvalidOperationException($"{page.Name} answers {(int)answer.StatusCode}.");
            }
        }

        return there;
    }
}
