using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some beginnings of a postcode, compared without spaces and capitals.</summary>
public sealed record PostcodeCriterion(IReadOnlyList<string> StartsWith) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(StartsWith, "Enter the start of a postcode."), Problems.Texts(StartsWith));

    public override string Describe() => $"have a postcode starting with {Phrases.AnyOf(StartsWith)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Any(
        [.. StartsWith.Select(start => Predicate.Test(
            $"upper(replace(c.postcode, ' ', '')) like upper({sql.Parameter(CriteriaSql.LikeLiteral(start.Replace(" ", "", StringComparison.Ordinal)) + "%")})"))]);
}
