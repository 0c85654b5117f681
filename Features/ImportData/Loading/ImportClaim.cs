using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>An import that this worker holds, at the attempt that fences it.</summary>
internal sealed record ImportClaim
{
    public required long Id { get; init; }

    public required string Kind { get; init; }

    public required long FileId { get; init; }

    public required string FileName { get; init; }

    public required long SizeBytes { get; init; }

    public required string Settings { get; init; }

    public required bool DryRun { get; init; }

    public long? ConfirmedRetired { get; init; }

    public required int Attempt { get; init; }

    public Guid? UserId { get; init; }

    public required string Who { get; init; }
}
