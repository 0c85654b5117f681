using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;

namespace CustomerListSchedules.EndToEnd.Look;

/// <summary>What the venue is like while its pages are taken.</summary>
internal sealed record State(string Name, bool Sample = true, string? Sql = null, bool Refused = false)
{
    private const string LongNames =
        """
        update schedules set name = left(name || ' ' || repeat('for everybody who might come and their friends ', 5), 200),
          description = repeat('Everything that could be said of it was said here. ', 9);
        update scheduled_lists set name = left(repeat('Verylongwordwithoutanybreak', 6), 150);
        update customer_lists set name = left(name || ' ' || repeat('and all who ever thought of it ', 6), 200),
          description = repeat('Who they are and why. ', 20);
        update customer_list_folders set name = left(repeat(name || ' ', 12), 100);
        update segments set name = left(repeat(name || ' ', 12), 100);
        update users set name = left(repeat(name || ' ', 12), 100);
        update runs set schedule_name = left(schedule_name || ' ' || repeat('for everybody who might come ', 6), 200);
        update deliveries set name = left(repeat('Verylongwordwithoutanybreak', 6), 150);
        update mailings set name = left(repeat('Verylongwordwithoutanybreak', 6), 150)
        """;

    private const string Many =
        """
        insert into schedules (name, description, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
          daily_frequency, at_hour, next_run_at, owner_id, created_at, paused_at)
        select 'Schedule ' || n || ' of the season', s.description, s.action, false, true, s.time_zone, s.run_from, 'daily', 1, 'once_at',
          n % 24, s.next_run_at + make_interval(hours => n % 24, days => n % 9 + 1), s.owner_id, s.created_at,
          case when n % 29 = 0 then s.created_at end
        from generate_series(1, 300) n
        cross join (select * from schedules where id = 1) s
        """;

    public static readonly IReadOnlyList<State> All =
    [
        new("full"), new("empty", Sample: false), new("long-names", Sql: LongNames), new("error", Refused: true),
        new("300-schedules", Sql: Many),
    ];

    public IEnumerable<SampleSignIn> Accounts =>
        Sample ? [SampleSignIns.Administrator, SampleSignIns.Producer] : [SampleSignIns.Administrator];

    public async Task PrepareAsync(BrowserFixture browser, Venue venue)
    {
        if (!Sample)
        {
            await using var first = await browser.VisitAsync(venue.Application);
            await first.GoToAsync("/set-up");
            var token = await File.ReadAllTextAsync(Path.Combine(venue.Application.DataDirectory, "setup-token"));
            await first.Page.GetByLabel("Token").FillAsync(token.Trim());
            await first.Page.GetByLabel("Name").FillAsync(SampleSignIns.Administrator.Name);
            await first.Page.GetByLabel("E-mail address").FillAsync(SampleSignIns.Administrator.Email);
            await first.Page.GetByLabel("Password").FillAsync(SampleSignIns.Administrator.Password);
            await first.Page.Locator("main form button").ClickAsync();
            await first.Page.WaitForURLAsync(url => !url.Contains("/set-up", StringComparison.Ordinal));
            return;
        }

        await using var staff = await venue.SignInAsync(browser, SampleSignIns.Administrator);
        await venue.Application.Until(async () =>
        {
            await staff.GoToAsync("/schedules/1");
            return await staff.Page.Locator("a[href*='/revoke']").CountAsync() > 0;
        });
        if (Sql is not null)
        {
            await venue.DoAsync(Sql);
        }
    }
}
