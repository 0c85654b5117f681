using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>A delivery that this worker holds, at the attempt that fences it.</summary>
internal sealed record DeliveryClaim
{
    public long Id { get; init; }
    public long RunId { get; init; }
    public long ScheduledListId { get; init; }
    public string RunKind { get; init; } = "";
    public Instant AsOf { get; init; }
    public int Attempt { get; init; }
    public int Failures { get; init; }
    public string Name { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public string WhenEmpty { get; init; } = "";
    public string Snapshot { get; init; } = "";
    public string[] Recipients { get; init; } = [];
}
