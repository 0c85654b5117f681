using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some tags.</summary>
public sealed record TagCriterion(IReadOnlyList<Choice> Tags) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Tags, "Choose a tag."), Problems.Choices(Tags));

    public override string Describe() => $"are tagged {Phrases.AnyOf(Tags)}";

    internal override Predicate Compile(CriteriaSql sql) =>
        Predicate.Exists("crm.customer_tags t", "t.customer_id", [sql.AnyId("t.tag_id", Tags)]);
}
