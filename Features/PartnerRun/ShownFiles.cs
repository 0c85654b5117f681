using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>Files as the page lists them.</summary>
/// <param name="Told">Those whose totals stand elsewhere on the page.</param>
public sealed record ShownFiles(IReadOnlyList<ReadyFile> Files, Venue Venue, params IReadOnlyCollection<ReadyFile?> Told);
