using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Infrastructure.Identity;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Look;

/// <summary>The application as people see it, in one of the states in which its pages are looked at.</summary>
internal sealed class LookedAtVenue : IAsyncDisposable
{
    public const string Password = ApplicationProcess.SamplePassword;

    private const string Administrator = "administrator@look.example";

    private const string Partner = "partner@look.example";

    // A name without a space, as long as fields allow somebody to be unkind.
    private const string LongNamesSql =
        """
        update schedules set name = 'Schedule' || repeat('Wwwwwwwwww', 11) || id, description = repeat('Description', 40);
        update customer_lists set name = 'List' || repeat('Mmmmmmmmmm', 11) || id, description = repeat('Description', 40);
        update customer_list_folders set name = 'Folder' || repeat('Mmmmmmmmm', 9) || id;
        update segments set name = 'Segment' || repeat('Mmmmmmmmmm', 11) || id;
        update scheduled_lists set name = 'Scheduled' || repeat('Wwwwwwwwww', 11) || id;
        update integrated_emails set name = 'Email' || repeat('Wwwwwwwwww', 11) || id, campaign_name = repeat('Campaign', 20);
        update mailing_categories set name = 'Category' || repeat('Wwwwwwwww', 9) || id;
        update runs set schedule_name = 'Schedule' || repeat('Wwwwwwwwww', 11) || schedule_id, reason = repeat('Reason', 30);
        update deliveries set name = 'Scheduled' || repeat('Wwwwwwwwww', 11) || scheduled_list_id;
        update stored_files set name = repeat('File', 40) || '.csv';
        update users set name = repeat('Name', 25) where not email like '%@look.example';
        insert into scheduled_list_recipients (scheduled_list_id, address, position)
        select id, repeat('somebody', 7) || '@' || repeat('venue', 12) || '.example', 99 from scheduled_lists on conflict do nothing;
        insert into audit (at, who, action, subject_type, subject_id, details)
        select now(), repeat('somebody', 10), 'schedule.changed', 'schedule', '1', jsonb_build_object('name', repeat('Long', 60));
        """;

    private const string ManySql =
        """
        insert into schedules (name, description, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
          daily_frequency, at_hour, next_run_at, paused_at, deleted_at, owner_id, created_at)
        select 'Schedule ' || n, '', 'deliver_customer_list', n % 7 = 0, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', n % 24,
          date_trunc('day', now()) + interval '1 day' + make_interval(hours => n % 24), case when n % 11 = 0 then now() end,
          case when n > 300 then now() end, (select id from users order by id limit 1), now()
        from generate_series(1, 310) n;
        insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by, deleted_at)
        select s.id, 1, 'Entry of ' || s.name, (select min(id) from customer_lists where deleted_at is null), 'csv', '{name}', '[]',
          s.deleted_at
        from schedules s where s.name ~ '^Schedule [0-9]+$';
        insert into runs (schedule_id, kind, occurrence_at, as_of, state, schedule_name, created_at, finished_at)
        select id, 'scheduled', now() - interval '1 hour', now() - interval '1 hour',
          (array['delivered', 'failed', 'partly_delivered', 'skipped'])[1 + id % 4], name,
          now(), now()
        from schedules where name ~ '^Schedule [0-9]+$';
        """;

    private readonly NpgsqlConnection connection;

    private LookedAtVenue(NpgsqlConnection connection, ApplicationProcess application) =>
        (this.connection, Application) = (connection, application);

    public ApplicationProcess Application { get; }

    /// <param name="server">Its database and files.</param>
    /// <param name="name">Of the database.</param>
    /// <param name="sample">With the sample venue; otherwise nothing has been done yet.</param>
    public static async Task<LookedAtVenue> StartAsync(BenchmarkServer server, string name, bool sample)
    {
        var database = await server.DatabaseAsync(name, _ => Task.CompletedTask);
        var data = Directory.CreateDirectory(Path.Combine(server.Scratch, name)).FullName;
        var application = await ApplicationProcess.StartAsync(
            data, $"--ConnectionStrings:Default={database}", $"--SampleData={(sample ? "true" : "false")}",
            "--SignIn:PerAccount=1000000", "--SignIn:PerAddress=1000000");
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var venue = new LookedAtVenue(connection, application);
        await venue.AddAsync(Administrator, "Administrator", "Insights & Mailings", "Collect Report");
        await venue.AddAsync(Partner, "Collect Report");
        return venue;
    }

    public Task LengthenNamesAsync() => connection.ExecuteAsync(LongNamesSql);

    public Task MakeManyAsync() => connection.ExecuteAsync(ManySql);

    /// <summary>Goes through all pages of everybody.</summary>
    /// <param name="browser">Whose window it is.</param>
    /// <param name="look">What is done at each page, which is open when it is called; its path is given.</param>
    /// <returns>How many kinds of page there were.</returns>
    public async Task<int> WalkAsync(BrowserFixture browser, Func<Visitor, string, Task> look)
    {
        var kinds = 0;
        foreach (var (email, starts) in new (string?, string[])[]
        {
            (Administrator, ["/", "/schedules/1", "/schedules/bulk?do=pause&ids=1&ids=2&ids=3", "/schedules/deleted", "/nothing-here"]),
            (Partner, ["/partner-companies", "/account"]),
            (null, ["/sign-in", "/sign-out", "/status/404"]),
        })
        {
            await using var visitor = await browser.VisitAsync(Application);
            if (email is not null)
            {
                await visitor.GoToAsync("/sign-in");
                await visitor.Page.GetByLabel("E-mail address").FillAsync(email);
                await visitor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
                await visitor.Page.Locator("main form button").First.ClickAsync();
                await visitor.Page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
            }

            kinds += (await PageCrawl.WalkAsync(visitor, starts, path => look(visitor, path))).Count;
        }

        return kinds;
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await Application.DisposeAsync();
    }

    private Task AddAsync(string email, params string[] roles) => connection.ExecuteAsync(
        """
        insert into users (id, name, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash,
          security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count,
          must_change_password, created_at)
        values (gen_random_uuid(), 'Who looks', @email, upper(@email), @email, upper(@email), true, @hash, gen_random_uuid()::text,
          gen_random_uuid()::text, false, false, true, 0, false, now())
        on conflict do nothing;
        insert into user_roles (user_id, role_id)
        select u.id, r.id from users u, roles r where u.email = @email and r.name = any(@roles)
        on conflict do nothing;
        """,
        new { email, roles, hash = new PasswordHasher<User>().HashPassword(new User(), Password) });
}
