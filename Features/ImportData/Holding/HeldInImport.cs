using System.Text;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Holding;

/// <summary>An uploaded file, or one of refused rows, that holds a customer.</summary>
public sealed record HeldInImport
{
    public required long FileId { get; init; }

    public required string FileName { get; init; }

    public required Instant CreatedAt { get; init; }

    /// <summary>Null where it may not be read, and so is taken to hold the customer.</summary>
    public bool? Seen { get; init; } = true;
}
