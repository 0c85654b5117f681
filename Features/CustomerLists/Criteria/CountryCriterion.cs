using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some countries, compared without capitals.</summary>
public sealed record CountryCriterion(IReadOnlyList<string> Countries) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Countries, "Enter a country."), Problems.Texts(Countries));

    public override string Describe() => $"live in {Phrases.AnyOf(Countries)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Test(sql.AnyText("c.country", Countries));
}
