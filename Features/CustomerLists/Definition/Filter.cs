using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>Areas joined by OR; empty ones are ignored, and none at all means everyone.</summary>
public sealed record Filter(IReadOnlyList<Area> Areas)
{
    public static readonly Filter Empty = new([]);
}
