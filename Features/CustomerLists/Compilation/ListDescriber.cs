using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

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
        return IsEither(definition)
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
        // Alternatives come last: "either A or B and C" could be read both ways.
        var wanted = area.Segments.Where(segment => !segment.Not).Select(snapshot.Criteria).ToLookup(IsEither, SegmentWords);
        var meet = string.Join(", and ", wanted[true].Prepend(string.Join(" and ", wanted[false])).Where(words => words.Length > 0));
        var unwanted = area.Segments.Where(segment => segment.Not)
            .Select(segment => $"those who {SegmentWords(snapshot.Criteria(segment))}").ToArray();
        var not = string.Join(", nor among ", unwanted);
        return unwanted.Length == 0 ? meet
            : meet.Length == 0 ? $"are not among {not}"
            : $"{meet}, but are not among {not}";
    }

    private static bool IsEither(SegmentDefinition definition) => definition.Join == Join.Or && definition.Criteria.Count > 1;
}
