using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Integration.Infrastructure.Scheduling;

/// <summary>A table of work of a test's own, and a queue over it.</summary>
internal sealed class Chores(NpgsqlDataSource dataSource)
{
    public static readonly Instant Start = Instant.FromUtc(2026, 12, 1, 8, 0);

    public HandClock Clock { get; } = new();

    public WorkKind<Chore> Kind { get; } = new()
    {
        Name = "chore",
        Table = "chores",
        Working = "doing",
        Select = "select c.id, c.attempt, c.failures, c.title from claimed c order by c.next_attempt_at, c.id",
    };

    public NpgsqlDataSource DataSource => dataSource;

    /// <summary>An empty table, whatever a test before left in it.</summary>
    public Task CreateAsync() => RunAsync(
        """
        drop table if exists chores;
        create table chores (
          id bigint generated always as identity primary key,
          title text not null,
          state text not null default 'waiting' check (state in ('waiting', 'doing', 'done', 'failed')),
          attempt integer not null default 0,
          failures integer not null default 0,
          next_attempt_at timestamptz not null,
          lease_until timestamptz,
          progress integer,
          note text
        )
        """);

    /// <summary>A queue as another node has it: nothing but the database is shared.</summary>
    public WorkQueue<Chore> Queue(Func<WorkKind<Chore>, WorkKind<Chore>>? change = null) =>
        new(change?.Invoke(Kind) ?? Kind, new WorkOptions(), dataSource, Clock, NullLogger<WorkQueue<Chore>>.Instance);

    public Task AddAsync(params string[] titles) => AddAsync(Duration.Zero, titles);

    public Task AddAsync(Duration dueIn, params string[] titles) => RunAsync(
        "insert into chores (title, next_attempt_at) select title, @due from unnest(@titles) title",
        new { titles, due = Clock.GetCurrentInstant() + dueIn });

    /// <summary>Lets the leases of all that is worked on end, as those of a node that was killed do.</summary>
    public Task LapseAsync() =>
        RunAsync("update chores set lease_until = clock_timestamp() - interval '1 second' where state = 'doing'");

    public async Task<Row> RowAsync(string title)
    {
        await using var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.QuerySingleAsync<Row>(
            """
            select state, attempt, failures, next_attempt_at, progress, note, lease_until is not null as leased,
              coalesce(lease_until > clock_timestamp(), false) as held
            from chores
            where title = @title
            """,
            new { title });
    }

    public async Task<T> OnAsync<T>(Func<NpgsqlConnection, Task<T>> write)
    {
        await using var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await write(connection);
    }

    public async Task RunAsync(string sql, object? values = null)
    {
        await using var connection = await dataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql, values);
    }

    internal sealed record Row
    {
        public string State { get; init; } = "";
        public int Attempt { get; init; }
        public int Failures { get; init; }
        public Instant NextAttemptAt { get; init; }
        public int? Progress { get; init; }
        public string? Note { get; init; }
        public bool Leased { get; init; }
        public bool Held { get; init; }
    }
}

/// <summary>The business clock, moved by hand.</summary>
internal sealed class HandClock : IClock
{
    public Instant Now { get; set; } = Chores.Start;

    public Instant GetCurrentInstant() => Now;
}

internal sealed record Chore : WorkClaim<long>
{
    public string Title { get; init; } = "";
}
