using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>
/// What the builder's buttons do to a definition. Pure: each gives a new definition, without empty areas, and leaves it as it is
/// where the place is not there (a second tab may have sent it).
/// </summary>
public static class Draft
{
    public static Area? AreaAt(this ListDefinition list, Place at) => Filter(list, at.Pre).Areas.ElementAtOrDefault(at.Area);

    public static AreaSegment? SegmentAt(this ListDefinition list, Place at) =>
        at.Segment is { } segment ? list.AreaAt(at)?.Segments.ElementAtOrDefault(segment) : null;

    public static Criterion? CriterionAt(this ListDefinition list, Place at) =>
        at.Criterion is { } criterion && list.SegmentAt(at) is LocalSegment local
            ? local.Definition.Criteria.ElementAtOrDefault(criterion)
            : null;

    /// <summary>Puts a segment at the end of an area; an area behind the last one is made.</summary>
    public static ListDefinition Add(this ListDefinition list, Place area, AreaSegment segment) => list.With(area.Pre, areas =>
    {
        if (area.Area >= areas.Count)
        {
            areas.Add([]);
        }

        areas[Math.Min(area.Area, areas.Count - 1)].Add(segment);
    });

    /// <summary>Takes away a segment, or a criterion and with the last one its segment.</summary>
    public static ListDefinition Remove(this ListDefinition list, Place at)
    {
        if (at.Criterion is { } criterion && list.SegmentAt(at) is LocalSegment { Definition.Criteria.Count: > 1 } local)
        {
            return list.Replace(at, local with
            {
                Definition = local.Definition with { Criteria = [.. local.Definition.Criteria.Where((_, index) => index != criterion)] },
            });
        }

        return list.SegmentAt(at) is null ? list : list.With(at.Pre, areas => areas[at.Area].RemoveAt(at.Segment!.Value));
    }

    public static ListDefinition Replace(this ListDefinition list, Place at, AreaSegment segment) =>
        list.SegmentAt(at) is null ? list : list.With(at.Pre, areas => areas[at.Area][at.Segment!.Value] = segment);

    /// <summary>Puts a criterion where <paramref name="at"/> says, behind the last when it names none.</summary>
    public static ListDefinition Put(this ListDefinition list, Place at, Criterion criterion)
    {
        if (list.SegmentAt(at) is not LocalSegment local)
        {
            return list;
        }

        var criteria = local.Definition.Criteria.ToList();
        if (at.Criterion is { } index && index < criteria.Count)
        {
            criteria[index] = criterion;
        }
        else
        {
            criteria.Add(criterion);
        }

        return list.Replace(at, local with { Definition = local.Definition with { Criteria = criteria } });
    }

    public static ListDefinition Not(this ListDefinition list, Place at) =>
        list.SegmentAt(at) is { } segment ? list.Replace(at, segment with { Not = !segment.Not }) : list;

    public static ListDefinition Joined(this ListDefinition list, Place at, Join join) =>
        list.SegmentAt(at) is LocalSegment local
            ? list.Replace(at, local with { Definition = local.Definition with { Join = join } })
            : list;

    public static ListDefinition Renamed(this ListDefinition list, Place at, string name) =>
        list.SegmentAt(at) is LocalSegment local && name.Trim() is { Length: <= 200 } trimmed && Names.IsVisible(trimmed)
            ? list.Replace(at, local with { Name = trimmed })
            : list;

    /// <summary>Takes a segment to another area, of either filter, before the segment that stands at <paramref name="to"/>.</summary>
    public static ListDefinition Move(this ListDefinition list, Place from, Place to)
    {
        if (list.SegmentAt(from) is not { } segment)
        {
            return list;
        }

        // Emptied areas go only afterwards, so that the places keep their meaning.
        var (pre, main) = (Areas(list.PreFilter), Areas(list.MainFilter));
        (from.Pre ? pre : main)[from.Area].RemoveAt(from.Segment!.Value);
        var areas = to.Pre ? pre : main;
        if (to.Area >= areas.Count)
        {
            areas.Add([]);
        }

        var area = areas[Math.Min(to.Area, areas.Count - 1)];
        area.Insert(Math.Min(to.Segment ?? area.Count, area.Count), segment);
        return new ListDefinition(Filter(pre), Filter(main));
    }

    /// <summary>Without areas that hold nothing.</summary>
    public static ListDefinition Tidied(this ListDefinition list) => new(Filter(Areas(list.PreFilter)), Filter(Areas(list.MainFilter)));

    private static ListDefinition With(this ListDefinition list, bool pre, Action<List<List<AreaSegment>>> change)
    {
        var areas = Areas(Filter(list, pre));
        change(areas);
        return pre ? list with { PreFilter = Filter(areas) } : list with { MainFilter = Filter(areas) };
    }

    private static Filter Filter(ListDefinition list, bool pre) => pre ? list.PreFilter : list.MainFilter;

    private static List<List<AreaSegment>> Areas(Filter filter) => [.. filter.Areas.Select(area => area.Segments.ToList())];

    private static Filter Filter(IEnumerable<IReadOnlyList<AreaSegment>> areas) =>
        new([.. areas.Where(segments => segments.Count > 0).Select(segments => new Area(segments))]);
}
