namespace CustomerListSchedules.Features.Shared.Quotas;

/// <summary>What a person may start only so often within 24 hours for one list; evidence packs in all.</summary>
public enum Quota
{
    OnDemandRun,
    ListRun,
    Test,
    Resend,
    EvidencePack,
}
