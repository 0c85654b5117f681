namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>A list's definition as one plain sentence.</summary>
internal static class ListDescriber
{
    public static string Describe(ListSnapshot snapshot)
    {
        var pre = FilterWords(snapshot, snapshot.Definition.PreFilter);
        var main = FilterWords(snapshot, snapshot.Definition.MainFilter);
        return (pre, main) switch
        {
            (null, null) => "Everyone.",
            (null, _) => $"Customers who {main}.",
            (_, null) => $"Customers who {pre}.",
            _ => $"Of the customers who {pre}: those who {main}.",
        };
    }

    /// <summary>A segment's criteria, to follow "customers who".</summary>
    public static string SegmentWords(SegmentDefinition definition)
    {
        var criteria = definition.Criteria.Select(criterion => criterion.Describe());
        return definition.Join == Join.Or && definition.Criteria.Count > 1
            ? "either " + string.Join(" or ", criteria)
            : string.Join(" and ", criteria);
    }

    private static string? FilterWords(ListSnapshot snapshot, Filter filter)
    {
        var areas = filter.Areas.Where(area => area.Segments.Count > 0).Select(area => AreaWords(snapshot, area)).ToArray();
        return areas.Length == 0 ? null : string.Join("; or who ", areas);
    }

    private static string AreaWords(ListSnapshot snapshot, Area area)
    {
        var wanted = area.Segments.Where(segment => !segment.Not).Select(segment => SegmentWords(snapshot.Criteria(segment))).ToArray();
        var unwanted = area.Segments.Where(segment => segment.Not).Select(segment => $"those who {SegmentWords(snapshot.Criteria(segment))}").ToArray();
        var not = string.Join(", nor among ", unwanted);
        return unwanted.Length == 0 ? string.Join(" and ", wanted)
            : wanted.Length == 0 ? $"are not among {not}"
            : $"{string.Join(" and ", wanted)}, but are not among {not}";
    }
}
