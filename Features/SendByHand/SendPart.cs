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

    /// <summary>Who gets a link; of a mailing nobody by name.</summary>
    public string[] People { get; init; } = [];

    /// <summary>The list as it is run; null where nothing is to be counted.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The instant that its date metrics resolve from.</summary>
    public Instant AsOf { get; init; }

    public string FileFormat { get; init; } = RunCustomerList.FileFormat.Csv;

    /// <summary>How many customers the file has that was made already; null when it is made anew.</summary>
    public long? FileCustomers { get; init; }

    public bool IsMailing { get; init; }

    public long? CampaignId { get; init; }

    public string? CampaignName { get; init; }

    /// <summary>How many people were chosen for the mailing already; null before that.</summary>
    public long? Chosen { get; init; }
}
