using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>For <c>_Area</c>: null is the empty area behind the last one.</summary>
public sealed record AreaView(DefinitionEditor Page, Place Place, Area? Area);

/// <summary>For <c>_Segment</c>.</summary>
public sealed record SegmentView(DefinitionEditor Page, Place Place, AreaSegment Segment)
{
    public SegmentSnapshot? Global => Page.Global(Segment);

    public SegmentDefinition? Criteria => Segment is LocalSegment local ? local.Definition : Global?.Definition;

    public string Name => Segment is LocalSegment local ? local.Name : Global?.Name ?? "A deleted global segment";

    public bool Local => Segment is LocalSegment;

    /// <summary>Where it can be moved to with a button, and what the button says.</summary>
    public IEnumerable<(Place To, string Label)> Moves()
    {
        var filter = Place.Pre ? Page.Definition.PreFilter : Page.Definition.MainFilter;
        for (var area = 0; area < filter.Areas.Count; area++)
        {
            if (area != Place.Area)
            {
                yield return (new Place(Place.Pre, area), $"To area {area + 1}");
            }
        }

        if (filter.Areas[Place.Area].Segments.Count > 1)
        {
            yield return (new Place(Place.Pre, filter.Areas.Count), "To a new area");
        }

        var other = Place.Pre ? Page.Definition.MainFilter : Page.Definition.PreFilter;
        yield return (new Place(!Place.Pre, other.Areas.Count), Place.Pre ? "To the Main Filter" : "To the Pre Filter");
    }
}
