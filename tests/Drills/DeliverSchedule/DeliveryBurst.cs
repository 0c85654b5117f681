using System.Text;
using System.Text.RegularExpressions;
using CustomerListSchedules.Drills.Harness;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using Dapper;
using Npgsql;

namespace CustomerListSchedules.Drills.DeliverSchedule;

/// <summary>
/// Many schedules due at one instant, on a PostgreSQL server that outlives the application's nodes, so that these can be
/// killed. Leases are short, so that what a killed node held is taken up soon.
/// </summary>
public sealed partial class DeliveryBurst : IAsyncDisposable
{
    public const int Senders = 2;

    /// <summary>When a node is killed in a burst of 200, and the query that answers at least 1 from then on.</summary>
    public static readonly IReadOnlyList<BurstMoment> Moments =
    [
        new("while claiming", "select least(count(*), 1) from runs"),
        new("while making files", "select count(*) / 20 from deliveries where made_at is not null"),
        new("at the first messages", "select count(*) / 5 from messages where state = 'accepted'"),
        new("half-way through sending", "select count(*) / 100 from messages where state = 'accepted'"),
        new("at the last messages", "select count(*) / 185 from messages where state = 'accepted'"),
    ];

    /// <summary>Claiming, making and sending, each once.</summary>
    public static readonly IReadOnlyList<BurstMoment> OneOfEachStep = [Moments[0], Moments[1], Moments[3]];

    private readonly string directory;
    private readonly EmbeddedDatabase server;
    private readonly List<ApplicationProcess> nodes = [];

    private DeliveryBurst(string directory, EmbeddedDatabase server)
    {
        this.directory = directory;
        this.server = server;
    }

    private string ConnectionString => server.ConnectionString("postgres");

    public static async Task<DeliveryBurst> StartAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"cls-burst-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory);
        return new DeliveryBurst(directory, await EmbeddedDatabase.StartAsync(Options(directory), CancellationToken.None));
    }

    // Nodes are killed here, the server never.
    private static EmbeddedOptions Options(string directory) => new(Path.Combine(directory, "database"), Checkout.Root) { Sync = false };

    /// <summary>Starts another node on the same database, with the same keys and mail directory; settings given here win.</summary>
    public async Task<ApplicationProcess> StartNodeAsync(params string[] settings)
    {
        var node = await ApplicationProcess.StartAsync(
            Path.Combine(directory, "data"),
            [
            $"--ConnectionStrings:Default={ConnectionString}", "--SampleData=false", "--Venue:BaseUrl=http://lists.example.org",
                "--Delivery:LeaseSeconds=5", $"--Delivery:Senders={Senders}", .. settings,
            ]);
        nodes.Add(node);
        return node;
    }

    /// <summary>Schedules of one small list, each with a recipient of its own, all due two seconds from now.</summary>
    public Task AddSchedulesAsync(int count) => ExecuteAsync(
        """
        insert into crm.customers (external_reference, first_name, last_name, created_at)
        select 'C' || n, 'First', 'Last' || n, now() from generate_series(1, 200) n
        on conflict do nothing;
        with list as (
          insert into customer_lists (name, definition, output_columns, sort_by, created_at)
          values ('Everyone', '{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}', '{name,email}', '[]', now())
          returning id
        ), added as (
          insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
            daily_frequency, at_hour, next_run_at, created_at)
          select 'Burst ' || n, 'deliver_customer_list', false, true, 'Europe/London', '2026-01-01', 'daily', 1,
            'once_at', 8, now() + interval '2 seconds', now()
          from generate_series(1, @count) n
          returning id
        ), entry as (
          insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
          select added.id, 1, 'Everyone', list.id, 'csv', '{name,email}', '[]' from added, list
          returning id
        )
        insert into scheduled_list_recipients (scheduled_list_id, address, position)
        select id, 'recipient' || id || '@example.org', 1 from entry
        """,
        new { count });

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>The mails so far: recipient, Message-ID and link of each.</summary>
    public IReadOnlyList<(string Recipient, string MessageId, string Link)> Mails() =>
    [
        .. Directory.GetFiles(Path.Combine(directory, "data", "mail"), "*.eml").Select(File.ReadAllText)
            .Select(mail => (Recipient().Match(mail).Groups[1].Value, MessageId().Match(
                mail).Groups[1].Value, Link().Match(PlainText(mail)).Value)),
    ];

    /// <summary>The mails so far, with every link of each.</summary>
    public IReadOnlyList<(string Recipient, string MessageId, string[] Links)> Letters() =>
    [
        .. Directory.GetFiles(Path.Combine(directory, "data", "mail"), "*.eml").Select(File.ReadAllText)
            .Select(mail => (
                Recipient().Match(mail).Groups[1].Value, MessageId().Match(mail).Groups[1].Value,
                Link().Matches(PlainText(mail)).Select(link => link.Value).ToArray())),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static string PlainText(string mail)
    {
        var part = mail[mail.IndexOf("text/plain", StringComparison.Ordinal)..];
        var body = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return Encoding.UTF8.GetString(Convert.FromBase64String(body[..body.IndexOf("\r\n--", StringComparison.Ordinal)]));
    }

    [GeneratedRegex("^To: (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Recipient();

    [GeneratedRegex("^Message-ID: (.+?)\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex MessageId();

    [GeneratedRegex("http://lists.example.org/collect/[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}

/// <param name="When">In words.</param>
/// <param name="ReachedSql">At least 1 once it has come.</param>
public sealed record BurstMoment(string When, string ReachedSql);
