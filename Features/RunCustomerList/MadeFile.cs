using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A file that is stored but not yet anybody's; no file when the list is empty.</summary>
internal sealed record MadeFile(
    long? FileId, StoredFileContent? Content, long Rows, IReadOnlyList<ResolvedDateMetric> DateMetrics, string Description, string? Notes);
