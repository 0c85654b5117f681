using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>A name, compared without capitals.</summary>
public sealed record NameCriterion(NameField Field, TextMatch Match, string Text) : Criterion
{
    public override string? Problem() => Problems.First(
        Enum.IsDefined(Field) && Enum.IsDefined(Match) ? null : "Choose how to compare.",
        Problems.Text(Text, "Enter a name."));

    public override string Describe() => $"have a {Field.Label().ToLowerInvariant()} that {Match.Phrase()} \"{Text}\"";

    internal override Predicate Compile(CriteriaSql sql)
    {
        var column = Field switch
        {
            NameField.Name => "c.name",
            NameField.FirstName => "c.first_name",
            NameField.LastName => "c.last_name",
            _ => throw new ArgumentOutOfRangeException(nameof(sql)),
        };
        var test = Match switch
        {
            TextMatch.Is => $"lower({column}) = lower({sql.Parameter(Text)})",
            TextMatch.StartsWith => $"lower({column}) like lower({sql.Parameter(CriteriaSql.LikeLiteral(Text) + "%")})",
            TextMatch.Contains => sql.Contains(column, Text),
            _ => throw new ArgumentOutOfRangeException(nameof(sql)),
        };
        return Predicate.Test(test);
    }
}

internal sealed class NameKind() : CriterionKind<NameCriterion>("name", "Name", CriterionKind.Customer)
{
    public override string MainField => nameof(CriterionInput.Text);

    protected override void Fill(CriterionInput input, NameCriterion criterion) =>
        (input.Field, input.Match, input.Text) = (criterion.Field, criterion.Match, criterion.Text);

    public override Criterion Read(CriterionInput input, CriterionChoices choices) =>
        new NameCriterion(input.Field, input.Match, input.Text.Trim());
}

public enum NameField
{
    Name,
    FirstName,
    LastName,
}

public enum TextMatch
{
    Is,
    StartsWith,
    Contains,
}

public static class NameWords
{
    public static string Label(this NameField field) => field switch
    {
        NameField.Name => "Name",
        NameField.FirstName => "First name",
        NameField.LastName => "Last name",
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    public static string Phrase(this TextMatch match) => match switch
    {
        TextMatch.Is => "is",
        TextMatch.StartsWith => "starts with",
        TextMatch.Contains => "contains",
        _ => throw new ArgumentOutOfRangeException(nameof(match)),
    };
}
