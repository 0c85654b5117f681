using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>When the customer was first recorded.</summary>
public sealed record CreatedCriterion(DateMetric Date) : Criterion
{
    public override string? Problem() => Date.Problem();

    public override string Describe() => $"were added {Date.Phrase()}";

    public override IEnumerable<DateMetric> DateMetrics() => [Date];

    internal override Predicate Compile(CriteriaSql sql) => Predicate.All([.. sql.Instants("c.created_at", Date).Select(Predicate.Sure)]);
}
