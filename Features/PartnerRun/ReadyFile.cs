using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.RunCustomerList.Totals;
using CustomerListSchedules.Features.Shared;
using NodaTime;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>A file of this person's requests, ready to be collected; without a file no customers matched.</summary>
public sealed record ReadyFile
{
    public long RequestId { get; init; }

    /// <summary>The message that it was e-mailed with; 0 for what the person asked for.</summary>
    public long MessageId { get; init; }

    public long ReportId { get; init; }
    public long? PartId { get; init; }

    /// <summary>The report's <see cref="ReportRow.Key"/>.</summary>
    public string Report => PartName.KeyOf(ReportId, PartId);

    public string ListName { get; init; } = "";
    public string? SplitValue { get; init; }
    public string Name => PartName.Of(ListName, SplitValue);
    public string FileFormat { get; init; } = "";
    public long RowCount { get; init; }
    public long? BookingCount { get; init; }
    public string Send { get; init; } = "";
    public long? NewCustomers { get; init; }
    public long? GoneCustomers { get; init; }
    public Instant? ComparedWith { get; init; }
    public string? NotCompared { get; init; }
    public Instant AsOf { get; init; }
    public long? FileId { get; init; }
    public string? FileName { get; init; }
    public string? ContentType { get; init; }
    public long? Size { get; init; }
    public Instant? ExpiresAt { get; init; }
    public bool Gone { get; init; }

    /// <summary>When this person last downloaded it; null when never.</summary>
    public Instant? DownloadedAt { get; init; }

    public string? StoredTotals { get; init; }

    public BookingTotals? Totals => BookingTotals.Parse(StoredTotals);

    /// <summary>How the list differed from its last delivery; null where nobody asks.</summary>
    public SinceLast? Since => SinceLast.Of(NewCustomers, GoneCustomers, ComparedWith, NotCompared);

    /// <summary>Why there is nothing to download.</summary>
    public string NoFile => Send == SendTo.New && Since is { NobodyNew: true } ? "Nobody is new" : "No customers matched";

    public string Format => RunCustomerList.FileFormat.NameOf(FileFormat);

    public string Customers => Plural.Customers(RowCount, BookingCount);
}
