using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some towns, compared without capitals.</summary>
public sealed record TownCriterion(IReadOnlyList<string> Towns) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Towns, "Enter a town."), Problems.Texts(Towns));

    public override string Describe() => $"live in {Phrases.AnyOf(Towns)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Test(sql.AnyText("c.town", Towns));
}

internal sealed class TownKind() : CriterionKind<TownCriterion>("town", "Town", CriterionKind.Customer)
{
    public override LinesWords Lines => new("live in any of these towns", "One town a line; capitals do not matter.");

    protected override void Fill(CriterionInput input, TownCriterion criterion) => input.Lines = string.Join('\n', criterion.Towns);

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new TownCriterion(input.EachLine());
}
