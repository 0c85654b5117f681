using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.PartnerRun;
/// <param name="Reports">What the person may run.</param>
/// <param name="Files">What came of the person's requests, newest first.</param>
/// <param name="Gone">Files that were there and are revoked, replaced or deleted.</param>
/// <param name="Emailed">Files that were e-mailed to the person and can still be collected, newest first; none beside progress.</param>
public sealed record PartnerReports(
    Venue Venue, IReadOnlyList<PartnerReport> Reports, IReadOnlyList<ReadyFile> Files, IReadOnlyList<ReadyFile> Gone,
    IReadOnlyList<ReadyFile> Emailed)
{
    public bool AnyUnderWay => Reports.Any(report => report.Row.IsUnderWay);

    /// <summary>Whether a newer file of the same report can be collected.</summary>
    public bool HasNewer(ReadyFile gone) =>
        Files.Any(file => file.Report == gone.Report && file.RequestId > gone.RequestId && file.FileId is not null);

    /// <summary>What this person's latest request for a report came to, while that can still be collected.</summary>
    public ReadyFile? LatestOf(ReportRow report) => Files.FirstOrDefault(file => file.RequestId == report.RequestId);
}
