using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some countries, compared without capitals.</summary>
public sealed record CountryCriterion(IReadOnlyList<string> Countries) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Countries, "Enter a country."), Problems.Texts(Countries));

    public override string Describe() => $"live in {Phrases.AnyOf(Countries)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Test(sql.AnyText("c.country", Countries));
}

internal sealed class CountryKind() : CriterionKind<CountryCriterion>("country", "Country", CriterionKind.Customer)
{
    public override LinesWords Lines => new("live in any of these countries", "One country a line; capitals do not matter.");

    protected override void Fill(CriterionInput input, CountryCriterion criterion) => input.Lines = string.Join('\n', criterion.Countries);

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new CountryCriterion(input.EachLine());
}
