using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A date metric and the days that it resolved to, in words.</summary>
public sealed record ResolvedDateMetric(string Metric, string Words);
