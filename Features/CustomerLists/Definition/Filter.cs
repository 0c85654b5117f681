using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Areas joined by OR; empty ones are ignored, and none at all means everyone.</summary>
public sealed record Filter(IReadOnlyList<Area> Areas)
{
    public static readonly Filter Empty = new([]);
}
