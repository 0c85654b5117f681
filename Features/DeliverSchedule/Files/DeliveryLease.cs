using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>A delivery's lease, which notes its progress too.</summary>
internal sealed class DeliveryLease : IAsyncDisposable
{
    private const string RenewSql =
        """
        update deliveries
        set lease_until = clock_timestamp() + @lease, rows_so_far = @rowsSoFar
        where id = @id and attempt = @attempt and state = 'making'
        """;

    private readonly WorkLease lease;
    private long rowsSoFar;

    public DeliveryLease(NpgsqlDataSource dataSource, DeliveryClaim claim, WorkOptions options, ILogger logger, CancellationToken stopping) =>
        lease = new WorkLease(
            dataSource,
            (connection, cancellationToken) => connection.RunAsync(
                RenewSql, new { options.Lease, rowsSoFar = Volatile.Read(ref rowsSoFar), claim.Id, claim.Attempt }, cancellationToken),
            $"delivery {claim.Id}",
            options.Lease,
            logger,
            stopping);

    /// <inheritdoc cref="WorkLease.Token"/>
    public CancellationToken Token => lease.Token;

    public bool Lost => lease.Lost;

    public long RowsSoFar
    {
        set => Volatile.Write(ref rowsSoFar, value);
    }

    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
