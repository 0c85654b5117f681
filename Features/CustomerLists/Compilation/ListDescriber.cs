using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>A list's definition as one plain sentence.</summary>
internal static class ListDescriber
{
    public static string Describe(ListSnapshot snapshot) => Describe(snapshot, "customers", criterion => criterion.Describe());

    /// <summary>The same for somebody outside, who knows nothing of the venue's data.</summary>
    public static string ForPartners(ListSnapshot snapshot) => Describe(snapshot, "people", criterion => criterion.ForPartners());

    private static string Describe(ListSnapshot snapshot, string they, Func<Criterion, string> words)
    {
        var pre = FilterWords(snapshot, snapshot.Definition.PreFilter, words);
        var main = FilterWords(snapshot, snapshot.Definition.MainFilter, words);
        return (pre, main) switch
        {
            (null, null) => "Everyone.",
            (null, _) => $"{char.ToUpperInvariant(they[0])}{they[1..]} who {main}.",
            (_, null) => $"{char.ToUpperInvariant(they[0])}{they[1..]} who {pre}.",
            _ => $"Of the {they} who {pre}: those who {main}.",
        };
    }

    /// <summary>A segment's criteria, to follow "customers who".</summary>
    public static string SegmentWords(SegmentDefinition definition) => SegmentWords(definition, criterion => criterion.Describe());

    private static string SegmentWords(SegmentDefinition definition, Func<Criterion, string> words)
    {
        var criteria = definition.Criteria.Select(words);
        return IsEither(definition)
            ? "either " + string.Join(" or ", criteria)
            : string.Join(" and ", criteria);
    }

    private static string? FilterWords(ListSnapshot snapshot, Filter filter, Func<Criterion, string> words)
    {
        var areas = filter.Areas.Where(area => area.Segments.Count > 0).Select(area => AreaWords(snapshot, area, words)).ToArray();
        return areas.Length == 0 ? null : string.Join("; or who ", areas);
    }

    private static string AreaWords(ListSnapshot snapshot, Area area, Func<Criterion, string> words)
    {
        // Alternatives come last: "either A or B and C" could be read both ways.
        var wanted = area.Segments.Where(segment => !segment.Not).Select(snapshot.Criteria)
            .ToLookup(IsEither, definition => SegmentWords(definition, words));
        var meet = string.Join(", and ", wanted[true].Prepend(string.Join(" and ", wanted[false])).Where(said => said.Length > 0));
        var unwanted = area.Segments.Where(segment => segment.Not)
            .Select(segment => $"those who {SegmentWords(snapshot.Criteria(segment), words)}").ToArray();
        var not = string.Join(", nor among ", unwanted);
        return unwanted.Length == 0 ? meet
            : meet.Length == 0 ? $"are not among {not}"
            : $"{meet}, but are not among {not}";
    }

    private static bool IsEither(SegmentDefinition definition) => definition.Join == Join.Or && definition.Criteria.Count > 1;
}
