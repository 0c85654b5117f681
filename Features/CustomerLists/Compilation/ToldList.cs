using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <param name="ForPartners">Who is on the list, in one sentence for partners.</param>
/// <param name="DateMetrics">The relative date metrics and what they resolve to, each once.</param>
/// <param name="Columns">The labels of its output columns, in order.</param>
public sealed record ToldList(string ForPartners, IReadOnlyList<ResolvedDateMetric> DateMetrics, IReadOnlyList<string> Columns);
