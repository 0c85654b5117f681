namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A global segment as it was.</summary>
public sealed record SegmentSnapshot(string Name, SegmentDefinition Definition);
