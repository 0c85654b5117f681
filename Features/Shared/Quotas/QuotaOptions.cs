namespace CustomerListSchedules.Features.Shared.Quotas;

/// <summary>
/// Configuration section <c>Quotas</c>: how often one person may start something for one list within 24 hours, 1 to 1000 each.
/// </summary>
public sealed record QuotaOptions
{
    /// <summary>Reports run on demand. Joining a run under way takes nothing.</summary>
    public int OnDemandRuns { get; init; } = 20;

    /// <summary>Customer Lists run from the explorer.</summary>
    public int ListRuns { get; init; } = 30;

    /// <summary>Tests sent to oneself.</summary>
    public int Tests { get; init; } = 20;

    /// <summary>Links sent again.</summary>
    public int Resends { get; init; } = 50;

    /// <summary>Evidence packs, whatever they are of.</summary>
    public int EvidencePacks { get; init; } = 50;

    public int MostOf(Quota quota) => quota switch
    {
        Quota.OnDemandRun => OnDemandRuns,
        Quota.ListRun => ListRuns,
        Quota.Test => Tests,
        Quota.Resend => Resends,
        Quota.EvidencePack => EvidencePacks,
        _ => throw new ArgumentOutOfRangeException(nameof(quota)),
    };
}
