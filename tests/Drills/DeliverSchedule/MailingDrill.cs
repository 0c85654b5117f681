using System.Globalization;
using System.Text.RegularExpressions;
using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CustomerListSchedules.Drills.DeliverSchedule;

/// <summary>
/// Nodes of the application that can be killed, on a PostgreSQL server and with a stand-in of Dotdigital that both outlive them. A gate
/// in the database stops a node just before it stores what a step has come to; the stand-in stops it before or after it has acted.
/// </summary>
public sealed partial class MailingDrill : IAsyncDisposable
{
    private const int People = 7;

    /// <summary>Three imports, of which two are on their way at a time.</summary>
    private const int PeopleOfThreePages = 10_001;

    /// <summary>In no log.</summary>
    private const string LastName = "Zwickelhuber";

    /// <inheritdoc cref="LastName"/>
    private const string Password = "drill-7-hidden-word";

    private const int Gate = 727272;

    /// <summary>
    /// Every moment of a mailing at which a node is killed: a step whose result is not stored yet, or a call before or after Dotdigital
    /// acts on it.
    /// </summary>
    public static readonly IReadOnlyList<MailingMoment> Moments =
    [
        new("members", null, null), new("guard", null, null), new("copy", null, null), new("address_book", null, null),
        new("import", null, null),
        new("importing", null, null), new("send", null, null), new("sending", null, null), new("done", null, null),
        new("copy", "copy-campaign", "timeout_before"), new("copy", "copy-campaign", "timeout_after"),
        new("address_book", "create-address-book", "timeout_before"), new("address_book", "create-address-book", "timeout_after"),
        new("import", "import-contacts", "timeout_before"), new("import", "import-contacts", "timeout_after"),
        new("importing", "get-import", "timeout_before"),
        new("send", "send-campaign", "timeout_before"), new("send", "send-campaign", "timeout_after"),
        new("sending", "get-send", "timeout_before"),
    ];

    /// <summary>Of each step one: within its call where it makes one, after Dotdigital has acted where that matters.</summary>
    public static readonly IReadOnlyList<MailingMoment> OneOfEachStep = [.. Moments.GroupBy(moment => moment.Step)
        .Select(moments => moments.Last())];

    private readonly string directory;
    private readonly EmbeddedDatabase server;
    private readonly List<ApplicationProcess> nodes = [];
    private NpgsqlDataSource remote = null!;
    private SandboxApi sandbox = null!;
    private WebApplication stub = null!;
    private int mailings;

    private MailingDrill(string directory, EmbeddedDatabase server) => (this.directory, this.server) = (directory, server);

    /// <summary>All that the nodes have said.</summary>
    public string Logs => string.Join('\n', nodes.Select(node => node.Output));

    /// <summary>Whether a log holds a name or an address of one of the people, or the password.</summary>
    public static bool Named(string logs) =>
        logs.Contains(LastName, StringComparison.OrdinalIgnoreCase) || logs.Contains(Password, StringComparison.Ordinal) || Address()
            .IsMatch(logs);

    [GeneratedRegex(@"a\d+@m\d")]
    private static partial Regex Address();

    private string ConnectionString => server.ConnectionString("postgres");

    public static async Task<MailingDrill> StartAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"cls-drill-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory);
        var drill = new MailingDrill(directory, await EmbeddedDatabase.StartAsync(Options(directory), CancellationToken.None));
        await drill.StartStubAsync();
        return drill;
    }

    // Nodes are killed here, the server never.
    private static EmbeddedOptions Options(string directory) => new(Path.Combine(directory, "database"), Checkout.Root) { Sync = false };

    public async Task<ApplicationProcess> StartNodeAsync()
    {
        var node = await ApplicationProcess.StartAsync(
            Path.Combine(directory, "data"),
            $"--ConnectionStrings:Default={ConnectionString}", "--SampleData=false", "--Venue:BaseUrl=http://lists.example.org",
            "--Delivery:LeaseSeconds=2",
            $"--Dotdigital:BaseUrl={stub.Urls.Single()}{DotdigitalAddress.SandboxPath}", "--Dotdigital:User=sandbox",
            $"--Dotdigital:Password={Password}",
            "--Dotdigital:CallsPerMinute=10000", "--Dotdigital:CallsPerHour=1000000", "--Dotdigital:TimeoutSeconds=20",
            "--Dotdigital:RetrySeconds=0.1");
        nodes.Add(node);
        if (nodes.Count == 1)
        {
            await ExecuteAsync(GateSql);
        }

        return node;
    }

    /// <summary>A list of its own people, mailed by a schedule that is due at once.</summary>
    public async Task<DrilledMailing> AddMailingAsync(int people = People)
    {
        var domain = $"m{++mailings}.example.org";
        var schedule = await ScalarAsync<long>(
            """
            with people as (
              insert into crm.customers (external_reference, first_name, last_name, email, town, created_at)
              select @domain || n, 'Ann', @LastName || n, 'a' || n || '@' || @domain, @domain, now() from generate_series(1, @people) n
            ), list as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              values (@domain, jsonb_build_object('preFilter', '{"areas":[]}'::jsonb, 'mainFilter',
                jsonb_build_object('areas', jsonb_build_array(jsonb_build_object('segments',
                  jsonb_build_array(jsonb_build_object('kind', 'local', 'name', 'Town', 'not', false, 'definition',
                    jsonb_build_object('join', 'and', 'criteria',
                      jsonb_build_array(jsonb_build_object('kind', 'town', 'towns', jsonb_build_array(@domain::text)))))))))),
                        '{name,email}', '[]', now())
              returning id
            ), schedule as (
              insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
                daily_frequency, at_hour, next_run_at, created_at)
              values (@domain, 'send_integrated_email', false, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', 8, now(), now())
              returning id
            ), category as (
              insert into mailing_categories (name) values (@domain) returning id
            )
            insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
              output_columns, first_send_confirmed)
            select schedule.id, 1, @domain, category.id, list.id, 5001, 'Thank you for your donation', '{name}', true from schedule,
              category, list
            returning schedule_id
            """,
            new { domain, LastName, people });
        return new DrilledMailing(schedule, domain, people);
    }

    /// <summary>Runs a mailing, kills the node at the moment, starts it again and waits for the end of the mailing.</summary>
    public async Task<DrilledMailing> KillAtAsync(ApplicationProcess node, MailingMoment moment)
    {
        await using var gate = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await gate.OpenAsync();
        if (moment.Call is null)
        {
            await gate.ExecuteAsync("select pg_advisory_lock(@Gate); update drill_gate set step = @Step", new { Gate, moment.Step });
        }
        else
        {
            await sandbox.Rules.AddAsync(moment.Call, moment.Kind!, 1, 30);
        }

        var callsBefore = moment.Call is null ? 0 : await CallsAsync(moment.Call);
        var mailing = await AddMailingAsync();
        await node.Until(async () => moment.Call is null
            ? await IsAtGateAsync()
            : await CallsAsync(moment.Call) > callsBefore && await HasActedAsync(moment, mailing));
        await KillAsync(node, mailing, gate);
        return mailing;
    }

    /// <summary>
    /// The same between the imports of a mailing of three: two are stored, and the third has reached Dotdigital, which has not answered.
    /// </summary>
    public async Task<DrilledMailing> KillBetweenPagesAsync(ApplicationProcess node)
    {
        await using var gate = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await gate.OpenAsync();
        await sandbox.Rules.AddAsync("import-contacts", "timeout_after", 1, 60);
        var mailing = await AddMailingAsync(PeopleOfThreePages);
        await node.Until(async () => await ScalarAsync<long>("select count(*) from mailing_pages where import_id is not null") == 2);
        if (await ScalarAsync<long>("select count(*) from mailing_pages") != 3)
        {
            throw new InvalidOperationException("The mailing has not three pages.");
        }

        await KillAsync(node, mailing, gate);
        return mailing;
    }

    private async Task KillAsync(ApplicationProcess node, DrilledMailing mailing, NpgsqlConnection gate)
    {
        await node.KillAsync();

        // What the killed node had begun in the database ends with its connections, as it does when a machine is lost.
        await ExecuteAsync("update drill_gate set step = null");
        await ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and pid <> @gate "
            + "and datname = 'postgres'",
            new { gate = gate.ProcessID });
        await sandbox.Rules.ClearFaultsAsync();
        await node.RestartAsync();
        await EndAsync(node, mailing);
    }

    /// <summary>Waits until a mailing is sent; a person says Send where the node asks for one.</summary>
    public Task EndAsync(ApplicationProcess node, DrilledMailing mailing) => node.Until(async () =>
    {
        // The quarter of an hour of asking is not waited for.
        await ExecuteAsync(
            "update mailings set send_tried_at = send_tried_at - interval '16 minutes' where state = 'waiting' and step = 'send' "
            + "and send_tried_at > now() - interval '1 minute' and run_id in (select id from runs where schedule_id = @ScheduleId)",
            mailing);
        await ExecuteAsync(
            "update mailings set state = 'waiting', reason = null, released_at = now(), next_attempt_at = now() "
            + "where state = 'held' and run_id in (select id from runs where schedule_id = @ScheduleId)",
            mailing);
        return await ScalarAsync<bool>(
            "select exists (select from runs where schedule_id = @ScheduleId "
            + "and state in ('delivered', 'failed', 'partly_delivered', 'skipped'))",
            mailing);
    });

    /// <summary>What is wrong about the end of a mailing; null when everybody got it exactly once and is recorded so.</summary>
    public async Task<string?> ProblemAsync(DrilledMailing mailing)
    {
        var state = await ScalarAsync<string>(
            "select m.state || ' ' || coalesce(m.reason, '') from mailings m join runs r on r.id = m.run_id "
            + "where r.schedule_id = @ScheduleId",
            mailing);
        await using var connection = await remote.OpenConnectionAsync();
        var (people, times, sends, books) = await connection.QuerySingleAsync<(long, long, long, long)>(
            """
            select count(distinct email), count(*), count(distinct send_id),
              (select count(distinct address_book_id) from sandbox.dotdigital_contacts where email like '%@' || @Domain)
            from sandbox.dotdigital_arrivals where email like '%@' || @Domain
            """,
            mailing);
        var received = await ScalarAsync<long>("select count(*) from crm.mailings_received where name = @Domain", mailing);
        return (state, people, times, sends, books, received) == ("sent ", mailing.People, mailing.People, 1, 1, mailing.People)
            ? null
            : $"{state}: {people} people reached {times} times by {sends} sends, {books} address books, {received} recorded";
    }

    /// <summary>Copies of templates that are still Unsent, and address books that no mailing knows.</summary>
    public async Task<long> LeftBehindAsync()
    {
        var books = (await QueryAsync<long>("select address_book_id from mailings where address_book_id is not null")).ToArray();
        await using var connection = await remote.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            """
            select (select count(*) from sandbox.dotdigital_address_books where id <> all(@books))
              + (select count(*) from sandbox.dotdigital_campaigns c where copied_from is not null
                and not exists (select from sandbox.dotdigital_sends s where s.campaign_id = c.id))
            """,
            new { books });
    }

    /// <summary>Sends that went to All Contacts.</summary>
    public async Task<long> SentToAllAsync()
    {
        await using var connection = await remote.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from sandbox.dotdigital_sends where to_all_contacts");
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await stub.DisposeAsync();
        await remote.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private const string GateSql =
        """
        create table drill_gate (step text);
        insert into drill_gate values (null);
        create function drill_wait() returns trigger language plpgsql as $$
        begin
          if exists (select from drill_gate where step = old.step)
            and (new.step <> old.step or (old.step = 'done' and new.state = 'sent')) then
            perform pg_advisory_xact_lock_shared(727272);
          end if;
          return new;
        end
        $$;
        create trigger drill_wait before update on mailings for each row execute function drill_wait();
        """;

    private async Task StartStubAsync()
    {
        DapperTypes.Register();
        await ExecuteAsync("create database dotdigital");
        remote = NpgsqlDataSource.Create(server.ConnectionString("dotdigital"));
        sandbox = new SandboxApi(remote);
        await sandbox.PrepareAsync();
        var settings = await sandbox.Rules.SettingsAsync();
        settings.Password = Password;
        settings.CallsPerMinute = settings.CallsPerHour = 1_000_000;
        settings.ImportSeconds = settings.QueueSeconds = settings.SendingSeconds = 0;
        await sandbox.Rules.SaveAsync(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(sandbox);
        stub = builder.Build();
        stub.UseSandboxDotdigital();
        await stub.StartAsync();
    }

    private Task<bool> IsAtGateAsync() =>
        ScalarAsync<bool>("select exists (select from pg_locks where locktype = 'advisory' and objid = 727272 and not granted)");

    private async Task<long> CallsAsync(string call)
    {
        await using var connection = await remote.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("select count(*) from sandbox.dotdigital_calls where call = @call", new { call });
    }

    // The stand-in counts a call first and acts on it then.
    private async Task<bool> HasActedAsync(MailingMoment moment, DrilledMailing mailing)
    {
        if (moment.Kind != "timeout_after")
        {
            return true;
        }

        await using var connection = await remote.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(moment.Call switch
        {
            "copy-campaign" =>
                "select exists (select from sandbox.dotdigital_campaigns c where copied_from is not null and not exists (select "
                + "from sandbox.dotdigital_sends s where s.campaign_id = c.id))",
            "create-address-book" =>
                "select exists (select from sandbox.dotdigital_address_books b where not exists (select "
                + "from sandbox.dotdigital_contacts c where c.address_book_id = b.id))",
            "import-contacts" => "select exists (select from sandbox.dotdigital_contacts where email like '%@' || @Domain)",
            _ => "select exists (select from sandbox.dotdigital_arrivals where email like '%@' || @Domain)",
        }, mailing);
    }

    private async Task<IEnumerable<T>> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        return await connection.QueryAsync<T>(sql);
    }
}

/// <param name="Step">The step of the mailing.</param>
/// <param name="Call">The call to Dotdigital within it; null: when its result is about to be stored.</param>
/// <param name="Kind">The stand-in's fault that stops the call.</param>
public sealed record MailingMoment(string Step, string? Call, string? Kind)
{
    public override string ToString() =>
        Call is null ? $"before {Step} is stored" : $"in {Call}, {(Kind == "timeout_after" ? "after" : "before")} Dotdigital acted";
}

/// <param name="ScheduleId">Its schedule.</param>
/// <param name="Domain">Where its people have their addresses; also the name of all that is its.</param>
/// <param name="People">How many they are.</param>
public sealed record DrilledMailing(long ScheduleId, string Domain, int People);
