using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A run from the explorer that this worker holds, with all that it takes.</summary>
internal sealed record ExportClaim : WorkClaim<Guid>
{
    public long CustomerListId { get; init; }
    public string ListName { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public string Snapshot { get; init; } = "";

    /// <summary>When it was asked for, from which date metrics resolve.</summary>
    public Instant StartedAt { get; init; }

    public Guid UserId { get; init; }
    public string Who { get; init; } = "";
    public string? FromAddress { get; init; }

    /// <summary>Who asked for it.</summary>
    public Actor Actor => new(UserId, Who, FromAddress);

    /// <summary>
    /// Runs from the explorer as work. Somebody looks at it: when its node dies, another is soon there, and three that died of it are
    /// enough.
    /// </summary>
    public static WorkKind<ExportClaim> Work(WorkOptions options) => new()
    {
        Name = "export",
        Table = "list_exports",
        Working = ExportStates.Running,
        Lease = TimeSpan.FromSeconds(Math.Min(30, options.LeaseSeconds)),
        LongestPause = TimeSpan.FromSeconds(1),
        MostDeaths = 3,
        WhenClaimed = "rows_so_far = 0",
        Select =
            """
            select c.id, c.attempt, c.failures, c.customer_list_id, c.list_name, c.file_format, c.snapshot::text as snapshot, c.started_at,
              c.user_id, c.who, c.from_address
            from claimed c
            """,
        WhenRenewed = "rows_so_far = @rowsSoFar",
        WhenGivenBack = "rows_so_far = 0",
    };
}
