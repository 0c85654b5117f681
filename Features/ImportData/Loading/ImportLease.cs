using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>An import's lease, with how far it is. It is lost as well when a person stops the import.</summary>
internal sealed class ImportLease
{
    private readonly WorkLease lease;
    private long bytes;
    private long rows;

    public ImportLease(WorkLease lease)
    {
        this.lease = lease;
        lease.Progress = () => new { bytes = Volatile.Read(ref bytes), rows = Volatile.Read(ref rows), Phase };
    }

    /// <inheritdoc cref="WorkLease.Token"/>
    public CancellationToken Token => lease.Token;

    public string Phase { get; set; } = "reading";

    public void Note(long bytesSoFar, long rowsSoFar)
    {
        Volatile.Write(ref bytes, bytesSoFar);
        Volatile.Write(ref rows, rowsSoFar);
    }
}
