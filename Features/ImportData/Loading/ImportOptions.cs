using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.ImportData.Loading;

/// <summary>Configuration section <c>Import</c>.</summary>
public sealed record ImportOptions
{
    /// <summary>How long an import belongs to its node without a sign of life; then another takes it over.</summary>
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>Largest file that is taken, in units of 1,000,000 bytes; a workbook may unfold to eight times as much.</summary>
    public long MostMegabytes { get; init; } = 2_000;

    public long MostBytes => MostMegabytes * 1_000_000;

    public long MostUnfolded => 8 * MostBytes;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}
