using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>Renews a delivery's lease and notes its progress while it is made. When the lease is lost, the token is cancelled.</summary>
internal sealed class DeliveryLease : IAsyncDisposable
{
    private const string RenewSql =
        """
        update deliveries
        set lease_until = clock_timestamp() + @lease, rows_so_far = @rowsSoFar
        where id = @id and attempt = @attempt and state = 'making'
        """;

    private readonly NpgsqlDataSource dataSource;
    private readonly DeliveryClaim claim;
    private readonly TimeSpan lease;
    private readonly ILogger logger;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewal;
    private long rowsSoFar;

    public DeliveryLease(NpgsqlDataSource dataSource, DeliveryClaim claim, DeliveryOptions options, ILogger logger, CancellationToken stopping)
    {
        this.dataSource = dataSource;
        this.claim = claim;
        this.logger = logger;
        lease = options.Lease;
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = source.Token;
        renewal = Renew();
    }

    /// <summary>Cancelled when the lease is lost or the host stops.</summary>
    public CancellationToken Token { get; }

    public bool Lost { get; private set; }

    public long RowsSoFar
    {
        set => Volatile.Write(ref rowsSoFar, value);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewal;
        source.Dispose();
        ended.Dispose();
    }

    private async Task Renew()
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
                var kept = await connection.ExecuteAsync(new CommandDefinition(
                    RenewSql, new { lease, rowsSoFar = Volatile.Read(ref rowsSoFar), claim.Id, claim.Attempt }, cancellationToken: ended.Token));
                if (kept == 0)
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
                    logger.LogWarning("The lease of delivery {Delivery} could not be renewed: {Error}", claim.Id, e.GetType().Name);
                }
            }
        }
    }
}
