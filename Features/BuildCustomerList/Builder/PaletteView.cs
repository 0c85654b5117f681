using CustomerListSchedules.Features.BuildCustomerList.Segments;
using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>For <c>_Palette</c>: what can be added, each a button that adds it.</summary>
/// <param name="Id">Of the list of buttons.</param>
/// <param name="Place">Where it goes; null for the place that is chosen beside the buttons.</param>
/// <param name="Globals">The global segments that are offered, too.</param>
/// <param name="Label">What pressing one does.</param>
public sealed record PaletteView(string Id, Place? Place, IReadOnlyList<GlobalSegmentRow> Globals, string Label)
{
    public IEnumerable<(string Add, string Label, bool Global)> Items =>
    [
        .. CriterionKinds.All.Select(kind => ($"kind:{kind.Key}", kind.Label, false)),
        .. Globals.Select(global => ($"global:{global.Id}", global.Name, true)),
    ];
}
