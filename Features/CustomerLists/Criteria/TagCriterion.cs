using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>Any of some tags.</summary>
public sealed record TagCriterion(IReadOnlyList<Choice> Tags) : Criterion
{
    public override string? Problem() => Problems.First(Problems.Some(Tags, "Choose a tag."), Problems.Choices(Tags));

    public override string Describe() => $"are tagged {Phrases.AnyOf(Tags)}";

    internal override string ForPartners() => $"are marked as {Phrases.AnyOf(Tags)}";

    internal override Predicate Compile(CriteriaSql sql) =>
        Predicate.Exists("crm.customer_tags t", "t.customer_id", [sql.AnyId("t.tag_id", Tags)]);
}

internal sealed class TagKind() : CriterionKind<TagCriterion>("tag", "Tag", CriterionKind.Customer)
{
    private const string TagsSql =
        """
        select id, name from crm.tags
        where id = any(@chosen) or name ilike @find
        order by id = any(@chosen) desc, lower(name), id
        limit cardinality(@chosen) + @offered
        """;

    public override string MainField => nameof(CriterionInput.Ids);

    protected override void Fill(CriterionInput input, TagCriterion criterion) => input.Ids = [.. criterion.Tags.Select(tag => tag.Id)];

    public override Criterion Read(CriterionInput input, CriterionChoices choices) =>
        new TagCriterion(CriterionChoices.Of(input.Ids, choices.Tags));

    internal override async Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader)
    {
        var (tags, more) = await reader.NamedAsync(TagsSql, input.Ids, ChoiceReader.MostValues);
        return new CriterionChoices { Tags = tags, More = more };
    }

    protected override IEnumerable<(string Field, Choice Choice)> Gone(
        CriterionInput input, CriterionChoices choices, TagCriterion? before) =>
        CriterionChoices.Missing(nameof(CriterionInput.Ids), input.Ids, choices.Tags, before?.Tags);
}
