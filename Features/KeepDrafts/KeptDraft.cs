using NodaTime;

namespace CustomerListSchedules.Features.KeepDrafts;

/// <summary>What somebody was changing.</summary>
/// <param name="SavedAt">When it was changed last.</param>
/// <param name="Version">The version of the thing that was being changed.</param>
/// <param name="Content">As its page wrote it.</param>
public sealed record KeptDraft(Instant SavedAt, int Version, string Content);
