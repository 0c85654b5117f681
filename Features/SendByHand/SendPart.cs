using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using NodaTime;

namespace CustomerListSchedules.Features.SendByHand;

/// <summary>A list or an email of what is about to be sent.</summary>
public sealed record SendPart
{
    public string Name { get; init; } = "";

    public string CustomerListName { get; init; } = "";

    /// <summary>By what it is split; null: everybody gets the same.</summary>
    public string? SplitBy { get; init; }

    public long? CustomerListId { get; init; }

    public long ScheduledListId { get; init; }

    /// <summary>Whether it is a part of a list that is split, and so is told from its own last delivery.</summary>
    public bool IsPart { get; init; }

    /// <summary>One of <see cref="SendTo"/>.</summary>
    public string Send { get; init; } = SendTo.Everyone;

    /// <summary>One of <see cref="OnlyWhen"/>.</summary>
    public string WhenEmpty { get; init; } = OnlyWhen.Always;

    public int? AtLeast { get; init; }

    /// <summary>Who gets a link; of a mailing nobody by name.</summary>
    public string[] People { get; init; } = [];

    /// <summary>The list as it is run; null where nothing is to be counted.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The instant that its date metrics resolve from.</summary>
    public Instant AsOf { get; init; }

    /// <summary>The schedule that is run, where the run is still to be: its next performance is what the run will be about.</summary>
    public long? ScheduleId { get; init; }

    /// <summary>The performance that a run is about that was there already.</summary>
    public long? PerformanceId { get; init; }

    public string? PerformanceName { get; init; }

    public Instant? PerformanceStartsAt { get; init; }

    public string FileFormat { get; init; } = RunCustomerList.FileFormat.Csv;

    /// <summary>How many customers the file has that was made already; null when it is made anew.</summary>
    public long? FileCustomers { get; init; }

    public bool IsMailing { get; init; }

    public long? CampaignId { get; init; }

    public string? CampaignName { get; init; }

    /// <summary>How many people were chosen for the mailing already; null before that.</summary>
    public long? Chosen { get; init; }
}
