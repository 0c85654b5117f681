using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>
/// A donation that meets all of the conditions at once. Number and total at least are over all the donations that meet the
/// other conditions. Without any condition: any donation.
/// </summary>
public sealed record DonationCriterion : Criterion
{
    public IReadOnlyList<string> Funds { get; init; } = [];

    public IReadOnlyList<string> Campaigns { get; init; } = [];

    public DateMetric? Date { get; init; }

    public decimal? AmountAtLeast { get; init; }

    public int? NumberAtLeast { get; init; }

    public decimal? TotalAtLeast { get; init; }

    public override string? Problem() => Problems.First(
        Problems.Texts(Funds),
        Problems.Texts(Campaigns),
        Date?.Problem(),
        Problems.Amount(AmountAtLeast),
        Problems.Number(NumberAtLeast),
        Problems.Amount(TotalAtLeast));

    public override string Describe() => Phrases.Join(
        $"made {Phrases.AtLeast("donation", "donations", NumberAtLeast, TotalAtLeast)}",
        [
            Funds.Count == 0 ? null : $"to {Phrases.AnyOf(Funds)}",
            Campaigns.Count == 0 ? null : $"in the campaign {Phrases.AnyOf(Campaigns)}",
            AmountAtLeast is null
                ? null
                : $"of at least {Phrases.Amount(AmountAtLeast.Value)}{(NumberAtLeast > 1 || TotalAtLeast is not null ? " each" : "")}",
            Date?.Phrase(),
        ]);

    public override IEnumerable<DateMetric> DateMetrics() => new[] { Date }.OfType<DateMetric>();

    internal override Predicate Compile(CriteriaSql sql)
    {
        var conditions = new List<string>();
        if (Funds.Count > 0)
        {
            conditions.Add(sql.AnyText("d.fund", Funds));
        }

        if (Campaigns.Count > 0)
        {
            conditions.Add(sql.AnyText("d.campaign", Campaigns));
        }

        conditions.AddRange(sql.Instants("d.donated_at", Date));
        conditions.AddRange(sql.AtLeast("d.amount", AmountAtLeast));
        return sql.Rows("crm.donations d", "d.customer_id", conditions, NumberAtLeast, "d.amount", TotalAtLeast);
    }
}

internal sealed class DonationKind() : CriterionKind<DonationCriterion>("donation", "Donation", CriterionKind.History)
{
    protected override void Fill(CriterionInput input, DonationCriterion criterion)
    {
        (input.Values, input.Campaigns, input.Date) = ([.. criterion.Funds], [.. criterion.Campaigns], DateMetricInput.Of(criterion.Date));
        input.AmountAtLeast = CriterionInput.Typed(criterion.AmountAtLeast);
        input.NumberAtLeast = CriterionInput.Typed(criterion.NumberAtLeast);
        input.TotalAtLeast = CriterionInput.Typed(criterion.TotalAtLeast);
    }

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new DonationCriterion
    {
        Funds = CriterionInput.Each(input.Values),
        Campaigns = CriterionInput.Each(input.Campaigns),
        Date = input.Date.ToMetric(),
        AmountAtLeast = CriterionInput.Amount(input.AmountAtLeast),
        NumberAtLeast = CriterionInput.Whole(input.NumberAtLeast),
        TotalAtLeast = CriterionInput.Amount(input.TotalAtLeast),
    };

    internal override async Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader) => CriterionChoices.Offer(
        await reader.ValuesAsync(ChoiceReader.EachOnceSql("crm.donations", "fund")), input.Values,
        await reader.ValuesAsync(ChoiceReader.EachOnceSql("crm.donations", "campaign")), input.Campaigns);
}
