using Dapper;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>Renews an import's lease and notes how far it is. When the lease is lost, or a person stops the import, the token is cancelled.</summary>
internal sealed class ImportLease : IAsyncDisposable
{
    private const string RenewSql =
        """
        update data_imports
        set lease_until = clock_timestamp() + @lease, bytes_so_far = @bytes, rows_so_far = @rows, phase = @phase
        where id = @id and attempt = @attempt and state = 'working'
        """;

    private readonly NpgsqlDataSource dataSource;
    private readonly ImportClaim claim;
    private readonly ImportOptions options;
    private readonly ILogger logger;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenSource ended = new();
    private readonly Task renewal;
    private long bytes;
    private long rows;

    public ImportLease(NpgsqlDataSource dataSource, ImportClaim claim, ImportOptions options, ILogger logger, CancellationToken stopping)
    {
        this.dataSource = dataSource;
        this.claim = claim;
        this.options = options;
        this.logger = logger;
        source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = source.Token;
        renewal = RenewAsync();
    }

    public CancellationToken Token { get; }

    public bool Lost { get; private set; }

    public string Phase { get; set; } = "reading";

    public void Note(long bytesSoFar, long rowsSoFar)
    {
        Volatile.Write(ref bytes, bytesSoFar);
        Volatile.Write(ref rows, rowsSoFar);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await renewal;
        source.Dispose();
        ended.Dispose();
    }

    private async Task RenewAsync()
    {
        var every = TimeSpan.FromSeconds(Math.Min(1, options.Lease.TotalSeconds / 5));
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
                    RenewSql,
                    new { options.Lease, bytes = Volatile.Read(ref bytes), rows = Volatile.Read(ref rows), Phase, claim.Id, claim.Attempt },
                    cancellationToken: ended.Token));
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
                    logger.LogWarning("The lease of import {Import} could not be renewed: {Error}", claim.Id, e.GetType().Name);
                }
            }
        }
    }
}
