using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>For the partials of criteria: the form of one.</summary>
/// <param name="Criterion">What is typed and chosen.</param>
/// <param name="Choices">What is offered.</param>
/// <param name="Dates">What date metrics mean today.</param>
/// <param name="Url">Where it is posted to.</param>
public sealed record CriterionForm(CriterionInput Criterion, CriterionChoices Choices, DateMetricClock Dates, string Url)
{
    public CriterionKind Kind => CriterionKinds.Find(Criterion.Kind)!;
}
