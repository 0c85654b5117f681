using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>For <c>_DateMetric</c>: the fields of one date metric.</summary>
/// <param name="Form">The form.</param>
/// <param name="Field">The property of <see cref="CriterionInput"/>.</param>
/// <param name="Label">What the date is of.</param>
/// <param name="Input">What is chosen.</param>
/// <param name="Any">What leaving it open is called; null when it may not be.</param>
/// <param name="Bounded">Without Before and After.</param>
public sealed record DateMetricView(
    CriterionForm Form, string Field, string Label, DateMetricInput Input, string? Any = "Any date", bool Bounded = false)
{
    public IEnumerable<(string Value, string Label)> Options() => Enum.GetValues<DateMetricKind>()
        .Where(kind => !Bounded || kind is not (DateMetricKind.Before or DateMetricKind.After))
        .Select(kind => (kind.ToString(), kind is >= DateMetricKind.LastDays
            ? kind.Label()
            : $"{kind.Label()}: {Form.Dates.Resolve(new DateMetric(kind)).Words()}"));
}
