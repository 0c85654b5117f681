using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A segment that lives inside one list.</summary>
public sealed record LocalSegment(string Name, SegmentDefinition Definition, bool Not = false) : AreaSegment(Not);
