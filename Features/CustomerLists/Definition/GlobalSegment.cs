using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A segment kept on its own; an edit changes every list that uses it.</summary>
public sealed record GlobalSegment(long SegmentId, bool Not = false) : AreaSegment(Not);
