namespace CustomerListSchedules.Features.GatherEvidence;

/// <summary>What a pack is of.</summary>
public abstract record EvidenceOf
{
    public sealed record Run(long Id) : EvidenceOf;

    /// <param name="Text">Exactly, capitals included.</param>
    public sealed record Address(string Text) : EvidenceOf;

    public sealed record Customer(long Id) : EvidenceOf;
}
