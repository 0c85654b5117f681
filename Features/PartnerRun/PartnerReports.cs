using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.PartnerRun;
/// <param name="Reports">What the person may run.</param>
/// <param name="Files">What came of the person's requests, newest first.</param>
/// <param name="Gone">The requests whose files were there and are revoked or deleted.</param>
public sealed record PartnerReports(
    Venue Venue, IReadOnlyList<PartnerReport> Reports, IReadOnlyList<ReadyFile> Files, IReadOnlyList<long> Gone)
{
    public bool AnyUnderWay => Reports.Any(report => report.Row.IsUnderWay);

    /// <summary>What this person's latest request for a report came to, while that can still be collected.</summary>
    public ReadyFile? LatestOf(ReportRow report) => Files.FirstOrDefault(file => file.RequestId == report.RequestId);
}
