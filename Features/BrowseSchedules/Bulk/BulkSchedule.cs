using System.Globalization;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;

namespace CustomerListSchedules.Features.BrowseSchedules.Bulk;

/// <summary>A schedule that was ticked, and what would become of it.</summary>
public sealed record BulkSchedule
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public int Version { get; init; }

    public bool Deleted { get; init; }

    public bool Paused { get; init; }

    public bool RunAsSchedule { get; init; }

    public bool RunOnDemand { get; init; }

    public bool BroughtBack { get; init; }

    public bool Before8 { get; init; }

    public Guid? OwnerId { get; init; }

    public string? Owner { get; init; }

    /// <summary>How many addresses its lists name.</summary>
    public long Recipients { get; init; }

    /// <summary>Its first occurrence once it is resumed; null where none is left, or it has none.</summary>
    public Occurrence? Next { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>Why nothing is done to it; null where something is.</summary>
    public string? Why { get; init; }

    /// <summary>It as it was looked at, to be sent back with the answer: "12:3:owner".</summary>
    public string Seen => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Version}:{OwnerId:N}");
}
