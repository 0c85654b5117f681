namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>For how many months what is kept.</summary>
internal sealed record Kept(int Runs, int Traces, int Audit);
