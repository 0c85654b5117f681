using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>A mailing that was received: its category and when, met by the same mailing.</summary>
public sealed record MailingCriterion : Criterion
{
    public IReadOnlyList<string> Categories { get; init; } = [];

    public DateMetric? Date { get; init; }

    public override string? Problem() => Problems.First(Problems.Texts(Categories), Date?.Problem());

    public override string Describe() => Phrases.Join(
        "received a mailing",
        [
            Categories.Count == 0 ? null : $"in the category {Phrases.AnyOf(Categories)}",
            Date?.Phrase(),
        ]);

    public override IEnumerable<DateMetric> DateMetrics() => new[] { Date }.OfType<DateMetric>();

    internal override Predicate Compile(CriteriaSql sql)
    {
        var conditions = new List<string>();
        if (Categories.Count > 0)
        {
            conditions.Add(sql.AnyText("r.category", Categories));
        }

        conditions.AddRange(sql.Instants("r.received_at", Date));
        return Predicate.Exists("crm.mailings_received r", "r.customer_id", conditions);
    }
}

internal sealed class MailingKind() : CriterionKind<MailingCriterion>("mailing", "Mailing received", CriterionKind.History)
{
    private static readonly string CategoriesSql =
        $"""
        select * from ({ChoiceReader.EachOnceSql("crm.mailings_received", "category")}) received
        union
        select name from mailing_categories where retired_at is null
        """;

    protected override void Fill(CriterionInput input, MailingCriterion criterion) =>
        (input.Values, input.Date) = ([.. criterion.Categories], DateMetricInput.Of(criterion.Date));

    public override Criterion Read(CriterionInput input, CriterionChoices choices) =>
        new MailingCriterion { Categories = CriterionInput.Each(input.Values), Date = input.Date.ToMetric() };

    internal override async Task<CriterionChoices> ChoicesAsync(CriterionInput input, ChoiceReader reader) =>
        CriterionChoices.Offer(await reader.ValuesAsync(CategoriesSql), input.Values);
}
