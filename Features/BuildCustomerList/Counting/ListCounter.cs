using System.Data;
using System.Diagnostics;
using System.Text.Json;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>
/// Counts lists apart from the request that asks, at most two at once on a node, each with a time limit. State is in the database, so that
/// any node can show a count or abandon it.
/// </summary>
internal sealed class ListCounter(
    NpgsqlDataSource dataSource, IClock clock, IConfiguration configuration, ILogger<ListCounter> logger) : IAsyncDisposable
{
    private const int AtOnce = 2;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <param name="Total">A number.</param>
    /// <param name="Bookings">Where bookings that matched are shown, how many.</param>
    /// <param name="Json">What is to be shown of it.</param>
    public sealed record Counted(long Total, long? Bookings, string Json);

    private sealed record Row(string State, long? Total, long? Bookings, string? Preview, string? Reason);

    private readonly int limitSeconds = configuration.GetValue("Lists:CountSeconds", 60);
    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>How long a statement of a count may take.</summary>
    public int LimitSeconds => limitSeconds;

    /// <summary>
    /// Starts counting and waits a moment for it, so that a quick count is there at once. A person's other counts are abandoned.
    /// </summary>
    public Task<Guid> StartAsync(CompiledList list, long? storedListId, Guid userId, TimeSpan wait, CancellationToken cancellationToken) =>
        StartAsync(userId, wait, storedListId, stop => ReadAsync(list, stop), cancellationToken);

    /// <summary>
    /// Starts anything that takes as long as counting does: a number and what is to be shown of it, as JSON. Waits a moment for it; a
    /// person's other counts are abandoned.
    /// </summary>
    public async Task<Guid> StartAsync(
        Guid userId, TimeSpan wait, long? storedListId, Func<CancellationToken, Task<Counted>> work,
        CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await connection.RunAsync(
                """
                delete from list_counts where started_at < @now - interval '1 hour';
                update list_counts set state = 'abandoned', finished_at = @now where user_id = @userId and state = 'running';
                insert into list_counts (id, user_id, state, started_at, alive_at) values (@id, @userId, 'running', @now, clock_timestamp())
                """,
                new { id, userId, now = clock.GetCurrentInstant() },
                cancellationToken);
        }

        var counting = Task.Run(() => CountAsync(id, work, storedListId), CancellationToken.None);
        await Task.WhenAny(counting, Task.Delay(wait, cancellationToken));
        return id;
    }

    /// <summary>A count of this person's; null when it is not there (any more).</summary>
    public async Task<ListCount?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        await FindRowAsync(id, userId, cancellationToken) is { } row
            ? new ListCount(
                id, row.State, row.Total, row.Bookings, row.Preview is null ? null : JsonSerializer.Deserialize<ListPreview>(row.Preview),
                row.Reason)
            : null;

    /// <summary>How something that was started stands, with its JSON; null when it is not this person's or not there (any more).</summary>
    public async Task<(string State, string? Json, string? Reason)?> FindJsonAsync(
        Guid id, Guid userId, CancellationToken cancellationToken) =>
        await FindRowAsync(id, userId, cancellationToken) is { } row ? (row.State, row.Preview, row.Reason) : null;

    /// <summary>Stops a count of this person's, on whichever node it runs.</summary>
    public async Task AbandonAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(
            "update list_counts set state = 'abandoned', finished_at = @now where id = @id and user_id = @userId and state = 'running'",
            new { id, userId, now = clock.GetCurrentInstant() },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        stopping.Dispose();
    }

    private async Task<Row?> FindRowAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<Row>(
            """
            select case when state = 'running' and alive_at < clock_timestamp() - interval '30 seconds' then 'failed' else state end
              as state,
              total, bookings, preview, case when state = 'running' then @interrupted else reason end as reason
            from list_counts
            where id = @id and user_id = @userId
            """,
            new { id, userId, interrupted = "The count was interrupted. Press Update Count again." },
            cancellationToken);
    }

    private async Task CountAsync(Guid id, Func<CancellationToken, Task<Counted>> work, long? storedListId)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        var watching = WatchAsync(id, stop);
        try
        {
            await places.WaitAsync(stop.Token);
            try
            {
                await FinishAsync(id, CountStates.Done, await work(stop.Token), null, storedListId);
            }
            finally
            {
                places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            await FinishAsync(id, CountStates.Failed, null, "The application is being restarted. Press Update Count again.", null);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            await FinishAsync(
                id, CountStates.Failed, null, $"The count was stopped after {limitSeconds} seconds. The list can still be run.",
                null);
        }
        catch (PostgresException e) when (e.IsAboutValue())
        {
            await FinishAsync(
                id, CountStates.Failed, null,
                "A value in the customer data cannot be reckoned with. An administrator finds it at Settings > Import Data.", null);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            logger.LogError("A count failed: {Error}", e.GetType().Name);
            await FinishAsync(
                id, CountStates.Failed, null, "The count failed. Try again; if it fails again, tell an administrator.", null);
        }
        finally
        {
            await stop.CancelAsync();
            await watching;
        }
    }

    // Notices within a second that somebody abandoned the count, and says meanwhile that this node lives.
    private async Task WatchAsync(Guid id, CancellationTokenSource stop)
    {
        try
        {
            using var timer = new PeriodicTimer(LookEvery);
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                if (await dataSource.RunAsync(
                    "update list_counts set alive_at = clock_timestamp() where id = @id and state = 'running'",
                    new { id },
                    stop.Token) == 0)
                {
                    await stop.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Counted, abandoned or stopping.
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning("A count could not be watched: {Error}", e.GetType().Name);
        }
    }

    private async Task<Counted> ReadAsync(CompiledList list, CancellationToken cancellationToken)
    {
        var zone = (await new VenueReader(dataSource).ReadAsync(cancellationToken)).Zone;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await connection.RunAsync(ListSession.ReadOnly($"{limitSeconds}s"), cancellationToken);
        await using var count = list.Command(connection, list.CountSql);
        count.CommandTimeout = 0;
        var (customers, bookings) = await list.CountAsync(count, cancellationToken);
        await using var rows = list.Command(connection, list.PreviewSql);
        rows.CommandTimeout = 0;
        await using var reader = await rows.ExecuteReaderAsync(cancellationToken);
        var preview = new List<IReadOnlyList<string>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            preview.Add([.. list.Columns.Select((column, index) => PreviewCell.Words(reader, index + 2, column.Kind, zone))]);
        }

        var shown = new ListPreview([.. list.Columns.Select(column => column.Label)], preview);
        return new Counted(customers, bookings, JsonSerializer.Serialize(shown));
    }

    private async Task FinishAsync(Guid id, string state, Counted? counted, string? reason, long? storedListId)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            await connection.RunAsync(
                """
                update list_counts set state = @state, total = @total, bookings = @bookings, preview = @preview::jsonb, reason = @reason,
                  finished_at = @now
                where id = @id and state = 'running';
                update customer_lists set last_count = @total, counted_at = @now where id = @storedListId and @total is not null
                """,
                new
                {
                    id, state, total = counted?.Total, bookings = counted?.Bookings, preview = counted?.Json, reason, storedListId,
                    now = clock.GetCurrentInstant(),
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            logger.LogWarning("A count could not be noted: {Error}", e.GetType().Name);
        }
    }
}
