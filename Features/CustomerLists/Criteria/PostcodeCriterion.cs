using System.Text.RegularExpressions;
using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// Any of some postcodes or their beginnings, without regard to capitals. Of British postcodes a whole outward code ("OX1") is that
/// district alone and "OX1 1" its sector, where the space tells it from OX11; "OX1*" is whatever begins so. Anything else, and every
/// postcode that is not British, is taken from its beginning, spaces aside.
/// </summary>
public sealed partial record PostcodeCriterion(IReadOnlyList<string> StartsWith) : Criterion
{
    public override string? Problem() =>
        Problems.First(
            Problems.Some(StartsWith, "Enter the start of a postcode."),
            Problems.Texts(StartsWith),
            StartsWith.Any(start => start.Trim(' ', '*').Length == 0) ? "Enter at least one letter or digit before the *." : null);

    public override string Describe() => $"have a postcode in {Phrases.AnyOf(StartsWith)}";

    internal override Predicate Compile(CriteriaSql sql) => Predicate.Any([.. StartsWith.Select(start => Test(start, sql))]);

    private static Predicate Test(string start, CriteriaSql sql)
    {
        const string postcode = "upper(replace(c.postcode, ' ', ''))";
        var typed = string.Join(' ', start.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var squeezed = typed.Replace(" ", "", StringComparison.Ordinal);
        var begins = $"{postcode} like upper({sql.Parameter(CriteriaSql.LikeLiteral(squeezed.TrimEnd('*')) + "%")})";
        var exactly = Outward().IsMatch(typed) ? $"^{squeezed}([0-9][A-Z][A-Z])?$"
            : Sector().IsMatch(typed) ? $"^{squeezed}[A-Z][A-Z]$"
            : null;
        return Predicate.Test(exactly is null
            ? begins
            : $"({begins} and ({postcode} !~ '{British}' or {postcode} ~ {sql.Parameter(exactly)}))");
    }

    /// <summary>Without its space: whole, or the outward code alone.</summary>
    private const string British = "^[A-Z]{1,2}[0-9][A-Z0-9]?([0-9][A-Z][A-Z])?$";

    [GeneratedRegex("^[A-Z]{1,2}[0-9][A-Z0-9]?$")]
    private static partial Regex Outward();

    [GeneratedRegex("^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9]$")]
    private static partial Regex Sector();
}

internal sealed class PostcodeKind() : CriterionKind<PostcodeCriterion>("postcode", "Postcode starts with", CriterionKind.Customer)
{
    public override LinesWords Lines => new(
        "have a postcode that starts with any of these",
        "One a line; capitals do not matter. OX1 is that district alone, OX1 1 its sector, and OX1* whatever begins so, OX10 to OX19 "
        + "included. Postcodes of other countries are taken from their beginning.");

    protected override void Fill(CriterionInput input, PostcodeCriterion criterion) =>
        input.Lines = string.Join('\n', criterion.StartsWith);

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new PostcodeCriterion(input.EachLine());
}
