using Npgsql;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// Renews the lease of a piece of work while it is done, many times within a lease and often enough for a progress bar. When the lease is lost,
/// the token is cancelled.
/// </summary>
internal sealed class WorkLease : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly Func<NpgsqlConnection, CancellationToken, Task<int>> renew;
    private readonly string what;
    private readonly TimeSpan every;
    private readonly ILogger logger;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewal;

    /// <param name="dataSource">The database.</param>
    /// <param name="renew">Renews the row's lease; answers 0 when it is another worker's by now.</param>
    /// <param name="what">The work, for the log.</param>
    /// <param name="lease">How long a lease lasts.</param>
    /// <param name="logger">The worker's log.</param>
    /// <param name="stopping">The host stops.</param>
    /// <param name="longestPause">The longest between two renewals; two seconds where none is given.</param>
    public WorkLease(
        NpgsqlDataSource dataSource, Func<NpgsqlConnection, CancellationToken, Task<int>> renew, string what, TimeSpan lease, ILogger logger, CancellationToken stopping,
        TimeSpan? longestPause = null)
    {
        this.dataSource = dataSource;
        this.renew = renew;
        this.what = what;
        this.logger = logger;
        every = TimeSpan.FromSeconds(Math.Min((longestPause ?? TimeSpan.FromSeconds(2)).TotalSeconds, lease.TotalSeconds / 5));
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = source.Token;
        renewal = RenewAsync();
    }

    /// <summary>Cancelled when the lease is lost or the host stops.</summary>
    public CancellationToken Token { get; }

    public bool Lost { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewal;
        source.Dispose();
        ended.Dispose();
    }

    private async Task RenewAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(every, ended.Token));
            if (ended.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(ended.Token);
                if (await renew(connection, ended.Token) == 0)
                {
                    Lost = true;
                    await source.CancelAsync();
                    return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException)
            {
                if (!ended.IsCancellationRequested)
                {
                    logger.LogWarning("The lease of {Work} could not be renewed: {Error}", what, e.GetType().Name);
                }
            }
        }
    }
}
