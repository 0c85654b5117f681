using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.PartnerRun;

/// <param name="Venue">The venue.</param>
/// <param name="Reports">What the person may run.</param>
/// <param name="Files">What came of the person's requests, newest first.</param>
/// <param name="Gone">The requests whose files were there and are revoked or deleted.</param>
public sealed record PartnerReports(Venue Venue, IReadOnlyList<PartnerReport> Reports, IReadOnlyList<ReadyFile> Files, IReadOnlyList<long> Gone)
{
    public bool AnyUnderWay => Reports.Any(report => report.Row.IsUnderWay);

    /// <summary>What this person's latest request for a report came to, while that can still be collected.</summary>
    public ReadyFile? LatestOf(ReportRow report) => Files.FirstOrDefault(file => file.RequestId == report.RequestId);
}

/// <summary>A list that the person may run: what it means, in plain words.</summary>
public sealed record PartnerReport(ReportRow Row, string Description, IReadOnlyList<ResolvedDateMetric> DateMetrics, IReadOnlyList<string> Columns);

public sealed record ReportRow
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public bool Paused { get; init; }
    public string? Snapshot { get; init; }

    /// <summary>When its last file was made, for whomever.</summary>
    public Instant? LastMadeAt { get; init; }

    /// <summary>This person's latest request for it, and how that stands; null when there was none.</summary>
    public long? RequestId { get; init; }

    public string? State { get; init; }
    public long? RowsSoFar { get; init; }
    public int? Failures { get; init; }

    public bool IsUnderWay => State is "waiting" or "making";

    public string Format => FormatNames.Of(FileFormat);

    /// <summary>How this person's latest request stands, for the page and for those who hear it.</summary>
    public string Words(ReadyFile? latest) => State switch
    {
        "waiting" when Failures > 0 => "Will be tried again",
        "waiting" => "Waiting",
        "making" when RowsSoFar > 0 => string.Create(CultureInfo.InvariantCulture, $"Running, {RowsSoFar:N0} rows so far"),
        "making" => "Running",
        "failed" => "Could not be made",
        _ when latest is { FileId: not null } => $"Ready to download, {latest.Customers}",
        _ when latest is not null => "No customers matched",
        _ => "",
    };
}

/// <summary>A file of this person's requests, ready to be collected; without a file no customers matched.</summary>
public sealed record ReadyFile
{
    public long RequestId { get; init; }
    public string Name { get; init; } = "";
    public string FileFormat { get; init; } = "";
    public long RowCount { get; init; }
    public Instant AsOf { get; init; }
    public long? FileId { get; init; }
    public string? FileName { get; init; }
    public string? ContentType { get; init; }
    public long? Size { get; init; }
    public Instant? ExpiresAt { get; init; }
    public bool Gone { get; init; }

    public string Format => FormatNames.Of(FileFormat);

    public string Customers => RowCount == 1 ? "1 customer" : RowCount.ToString("N0", CultureInfo.InvariantCulture) + " customers";
}

/// <summary>File formats under the names that they have everywhere.</summary>
internal static class FormatNames
{
    public static string Of(string fileFormat) => fileFormat switch
    {
        "csv" => "CSV",
        "xlsx" => "Unformatted Excel",
        _ => "Mail Merge document",
    };
}
