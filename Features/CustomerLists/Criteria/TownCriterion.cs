using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some towns, compared without capitals.</summary>
public sealed record TownCriterion(IReadOnlyList<string> Towns) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Towns, "Enter a town."), Problems.Texts(Towns));

    public override string Describe() => $"live in {Phrases.AnyOf(Towns)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Test(sql.AnyText("c.town", Towns));
}
