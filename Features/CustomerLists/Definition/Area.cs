using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Segments joined by AND.</summary>
public sealed record Area(IReadOnlyList<AreaSegment> Segments);
