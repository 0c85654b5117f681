namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>What is not in a pack, and why.</summary>
/// <param name="Deliveries">How many older ones there are.</param>
/// <param name="Lines">Whether lines were cut.</param>
/// <param name="RunsGone">Of how many files the run is deleted.</param>
/// <param name="NotKnown">Of how many files it cannot be told whom they held.</param>
/// <param name="UnderWay">Whether the run goes on while the pack is made.</param>
/// <param name="Mailings">Whether there may be more mailings received.</param>
internal sealed record LeftOut(long Deliveries, bool Lines, int RunsGone, int NotKnown = 0, bool Mailings = false, bool UnderWay = false);
