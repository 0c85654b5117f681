using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>An import that this worker holds.</summary>
internal sealed record ImportClaim : WorkClaim<long>
{
    public required string Kind { get; init; }

    public required long FileId { get; init; }

    public required string FileName { get; init; }

    public required long SizeBytes { get; init; }

    public required string Settings { get; init; }

    public required bool DryRun { get; init; }

    public long? ConfirmedRetired { get; init; }

    public Guid? UserId { get; init; }

    public required string Who { get; init; }

    /// <summary>
    /// Imports as work: one at a time. A node that died holds one until its lease ends; then another begins it anew, since nothing of it
    /// was committed, and the third that dies of it is the last.
    /// </summary>
    public static WorkKind<ImportClaim> Work(TimeSpan lease) => new()
    {
        Name = "import",
        Table = "data_imports",
        Working = ImportStates.Working,
        Lease = lease,
        LongestPause = TimeSpan.FromSeconds(1),
        MostDeaths = 3,
        OneAtATime = true,
        Only = "state = 'working' or not exists (select from data_imports where state = 'working')",
        Order = "state = 'waiting', id",
        WhenClaimed = "phase = 'reading', bytes_so_far = 0, rows_so_far = 0, version = w.version + 1",
        Select =
            """
            select c.id, c.kind, c.file_id, c.file_name, c.size_bytes, c.settings::text as settings, c.dry_run, c.confirmed_retired,
              c.attempt, c.failures, c.user_id, c.who
            from claimed c
            """,
        WhenRenewed = "bytes_so_far = @bytes, rows_so_far = @rows, phase = @phase",
        WhenGivenBack = "version = w.version + 1",
    };
}
