namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>How much a pack holds: it is put together in memory. What is left out is said in it.</summary>
internal static class EvidenceLimits
{
    /// <summary>The newest deliveries and files.</summary>
    public const int Deliveries = 500;

    /// <summary>Messages, of them answers, collections, attempts and entries of the audit, of each as many.</summary>
    public const int Lines = 20_000;
}
