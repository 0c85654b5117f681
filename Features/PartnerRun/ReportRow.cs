using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.Shared.Outside;
using NodaTime;

namespace CustomerListSchedules.Features.PartnerRun;

public sealed record ReportRow
{
    public long Id { get; init; }

    public long ScheduleId { get; init; }

    /// <summary>Whether it is about a performance: its schedule runs before each.</summary>
    public bool BeforePerformance { get; init; }

    /// <summary>Which of the person's parts it is, where the list is split; null for a whole list.</summary>
    public long? PartId { get; init; }

    public string ListName { get; init; } = "";
    public string? SplitValue { get; init; }

    /// <summary>Its own among the person's reports, in names of elements and fields.</summary>
    public string Key => PartName.KeyOf(Id, PartId);

    public string Name => PartName.Of(ListName, SplitValue);

    public string FileFormat { get; init; } = "";
    public bool Paused { get; init; }
    public string? Snapshot { get; init; }

    /// <summary>When its last file was made, for whomever.</summary>
    public Instant? LastMadeAt { get; init; }

    /// <summary>How many were in it.</summary>
    public long? LastCustomers { get; init; }

    public long? LastBookings { get; init; }

    /// <summary>This person's latest request for it, and how that stands; null when there was none.</summary>
    public long? RequestId { get; init; }

    public string? State { get; init; }
    public long? RowsSoFar { get; init; }
    public int? Failures { get; init; }

    /// <summary>Whether this person was left out of that run, since not everybody on the list has agreed to be shared.</summary>
    public bool LeftOut { get; init; }

    /// <summary>This person's company; null where none is known.</summary>
    public string? Company { get; init; }

    public bool IsUnderWay => State is DeliveryStates.Waiting or DeliveryStates.Making;

    public string Format => RunCustomerList.FileFormat.NameOf(FileFormat);

    /// <summary>How this person's latest request stands, for the page and for those who hear it.</summary>
    public string Words(ReadyFile? latest) => State switch
    {
        DeliveryStates.Waiting when Failures > 0 => "Will be tried again",
        DeliveryStates.Waiting => "Waiting",
        DeliveryStates.Making when RowsSoFar > 0 => string.Create(CultureInfo.InvariantCulture, $"Running, {RowsSoFar:N0} rows so far"),
        DeliveryStates.Making => "Running",
        _ when LeftOut => SharingWords.ForPartners(Company),
        DeliveryStates.Failed => "Could not be made",
        _ when latest is { FileId: not null } => $"Ready to download, {latest.Customers}",
        _ when latest is not null => latest.NoFile,
        _ => "",
    };
}
