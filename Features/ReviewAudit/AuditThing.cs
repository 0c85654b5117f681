namespace CustomerListSchedules.Features.ReviewAudit;

/// <summary>Something that an entry of the audit is about.</summary>
/// <param name="Name">What it is called today.</param>
/// <param name="Url">Its page; null where it is not there any more, or has none.</param>
public sealed record AuditThing(string Name, string? Url);
