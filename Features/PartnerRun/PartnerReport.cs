using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>A list that the person may run: what it means, in plain words.</summary>
public sealed record PartnerReport(
    ReportRow Row, string Description, IReadOnlyList<ResolvedDateMetric> DateMetrics, IReadOnlyList<string> Columns);
