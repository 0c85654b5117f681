using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some beginnings of a postcode, compared without spaces and capitals.</summary>
public sealed record PostcodeCriterion(IReadOnlyList<string> StartsWith) : Criterion
{
    public override string? Problem() =>
        Problems.First(Problems.Some(StartsWith, "Enter the start of a postcode."), Problems.Texts(StartsWith));

    public override string Describe() => $"have a postcode starting with {Phrases.AnyOf(StartsWith)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Any(
        [.. StartsWith.Select(start => Predicate.Test(
            $"upper(replace(c.postcode, ' ', '')) like "
            + $"upper({sql.Parameter(CriteriaSql.LikeLiteral(start.Replace(" ", "", StringComparison.Ordinal)) + "%")})"))]);
}

internal sealed class PostcodeKind() : CriterionKind<PostcodeCriterion>("postcode", "Postcode starts with", CriterionKind.Customer)
{
    public override LinesWords Lines => new(
        "have a postcode that starts with any of these", "One a line; capitals and spaces do not matter. OX1 also takes OX10 to OX19.");

    protected override void Fill(CriterionInput input, PostcodeCriterion criterion) =>
        input.Lines = string.Join('\n', criterion.StartsWith);

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new PostcodeCriterion(input.EachLine());
}
