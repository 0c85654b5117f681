using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>When the customer was first recorded.</summary>
public sealed record CreatedCriterion(DateMetric Date) : Criterion
{
    public override string? Problem() => Date.Problem();

    public override string Describe() => $"were added {Date.Phrase()}";

    public override IEnumerable<DateMetric> DateMetrics() => [Date];

    internal override Predicate Compile(CriteriaSql sql) => Predicate.All([.. sql.Instants("c.created_at", Date).Select(Predicate.Sure)]);
}

internal sealed class CreatedKind() : CriterionKind<CreatedCriterion>("created", "Created", CriterionKind.Customer)
{
    public override string MainField => nameof(CriterionInput.Date);

    protected override void Fill(CriterionInput input, CreatedCriterion criterion) => input.Date = DateMetricInput.Of(criterion.Date);

    public override (string Field, string Problem)? Missing(CriterionInput input) => input.MissingDate();

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new CreatedCriterion(input.Date.ToMetric()!);
}
