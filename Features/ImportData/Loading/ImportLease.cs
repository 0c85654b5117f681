using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>An import's lease, which notes how far it is too. It is lost as well when a person stops the import.</summary>
internal sealed class ImportLease : IAsyncDisposable
{
    private const string RenewSql =
        """
        update data_imports
        set lease_until = clock_timestamp() + @lease, bytes_so_far = @bytes, rows_so_far = @rows, phase = @phase
        where id = @id and attempt = @attempt and state = 'working'
        """;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly WorkLease lease;
    private long bytes;
    private long rows;

    public ImportLease(NpgsqlDataSource dataSource, ImportClaim claim, ImportOptions options, ILogger logger, CancellationToken stopping) =>
        lease = new WorkLease(
            dataSource,
            (connection, cancellationToken) => connection.RunAsync(
                RenewSql,
                new { options.Lease, bytes = Volatile.Read(ref bytes), rows = Volatile.Read(ref rows), Phase, claim.Id, claim.Attempt },
                cancellationToken),
            $"import {claim.Id}",
            options.Lease,
            logger,
            stopping,
            LongestPause);

    /// <inheritdoc cref="WorkLease.Token"/>
    public CancellationToken Token => lease.Token;

    public bool Lost => lease.Lost;

    public string Phase { get; set; } = "reading";

    public void Note(long bytesSoFar, long rowsSoFar)
    {
        Volatile.Write(ref bytes, bytesSoFar);
        Volatile.Write(ref rows, rowsSoFar);
    }

    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
