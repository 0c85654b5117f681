using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>A membership that meets all of the conditions at once: scheme, current on the date of the run, expiry.</summary>
public sealed record MembershipCriterion : Criterion
{
    public IReadOnlyList<string> Schemes { get; init; } = [];

    /// <summary>Begun, and not yet expired; its last day counts.</summary>
    public bool Current { get; init; }

    public DateMetric? Expires { get; init; }

    public override string? Problem() => Problems.First(Problems.Texts(Schemes), Expires?.Problem());

    public override string Describe() => Phrases.Join(
        Current ? "have a current membership" : "have or had a membership",
        [
            Schemes.Count == 0 ? null : $"of {Phrases.AnyOf(Schemes)}",
            Expires is null ? null : $"with an expiry date {Expires.Phrase()}",
        ]);

    public override IEnumerable<DateMetric> DateMetrics() => new[] { Expires }.OfType<DateMetric>();

    internal override Predicate Compile(CriteriaSql sql)
    {
        var conditions = new List<string>();
        if (Schemes.Count > 0)
        {
            conditions.Add(sql.AnyText("m.scheme", Schemes));
        }

        if (Current)
        {
            var today = sql.Parameter(sql.Dates.Today.ToDateOnly());
            conditions.Add($"m.starts_on <= {today}");
            conditions.Add($"(m.expires_on is null or m.expires_on >= {today})");
        }

        conditions.AddRange(sql.Days("m.expires_on", Expires));
        return Predicate.Exists("crm.memberships m", "m.customer_id", conditions);
    }
}

internal sealed class MembershipKind() : CriterionKind<MembershipCriterion>("membership", "Membership", CriterionKind.History)
{
    public override void Begin(CriterionInput input) => input.Current = true;

    protected override void Fill(CriterionInput input, MembershipCriterion criterion) =>
        (input.Values, input.Current, input.Date) = ([.. criterion.Schemes], criterion.Current, DateMetricInput.Of(criterion.Expires));

    public override Criterion Read(CriterionInput input, CriterionChoices choices) =>
        new MembershipCriterion { Schemes = CriterionInput.Each(input.Values), Current = input.Current, Expires = input.Date.ToMetric() };

    internal override async Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader) =>
        CriterionChoices.Offer(await reader.ValuesAsync("select distinct scheme from crm.memberships"), input.Values);
}
