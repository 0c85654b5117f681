using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Configuration section <c>Import</c>.</summary>
public sealed record ImportOptions
{
    /// <summary>How long an import belongs to its node without a sign of life; then another takes it over.</summary>
    public int LeaseSeconds { get; init; } = 60;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
