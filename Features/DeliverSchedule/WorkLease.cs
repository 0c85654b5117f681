using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>Renews the lease of a piece of work while it is done. When the lease is lost, the token is cancelled.</summary>
internal class WorkLease : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly Func<NpgsqlConnection, CancellationToken, Task<int>> renew;
    private readonly string what;
    private readonly TimeSpan lease;
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
    public WorkLease(
        NpgsqlDataSource dataSource, Func<NpgsqlConnection, CancellationToken, Task<int>> renew, string what, TimeSpan lease, ILogger logger, CancellationToken stopping)
    {
        this.dataSource = dataSource;
        this.renew = renew;
        this.what = what;
        this.lease = lease;
        this.logger = logger;
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
        GC.SuppressFinalize(this);
    }

    private async Task RenewAsync()
    {
        // Often enough for a progress bar, and many times within a lease.
        var every = TimeSpan.FromSeconds(Math.Min(2, lease.TotalSeconds / 5));
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
