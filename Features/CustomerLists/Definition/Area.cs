using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Segments joined by AND.</summary>
public sealed record Area(IReadOnlyList<AreaSegment> Segments);
