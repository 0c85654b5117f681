using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>The fields of every kind of criterion, as typed; each kind uses its own.</summary>
public sealed class CriterionInput
{
    /// <summary>A key of <see cref="CriterionKind"/>.</summary>
    public string Kind { get; set; } = "";

    public NameField Field { get; set; }

    public TextMatch Match { get; set; } = TextMatch.StartsWith;

    public string Text { get; set; } = "";

    public bool Present { get; set; } = true;

    /// <summary>Towns, countries or beginnings of postcodes, one a line.</summary>
    public string Lines { get; set; } = "";

    public DateMetricInput Date { get; set; } = new();

    /// <summary>The name of a <see cref="Definition.ThisPerformance"/>, or "" for any performance.</summary>
    public string ThisPerformance { get; set; } = "";

    public DateMetricInput BookedDate { get; set; } = new();

    /// <summary>Tags, or events.</summary>
    public List<long> Ids { get; set; } = [];

    public List<long> Instances { get; set; } = [];

    public List<long> EventTags { get; set; } = [];

    public long? Preference { get; set; }

    public List<ContactAnswer> Answers { get; set; } = [];

    public List<BookingStatus> Statuses { get; set; } = [];

    /// <summary>Producers, funds, schemes or categories.</summary>
    public List<string> Values { get; set; } = [];

    public List<string> Campaigns { get; set; } = [];

    public bool Current { get; set; }

    public string TicketsAtLeast { get; set; } = "";

    public string AmountAtLeast { get; set; } = "";

    public string NumberAtLeast { get; set; } = "";

    public string TotalAtLeast { get; set; } = "";

    /// <summary>What to look for among all that can be ticked.</summary>
    public string Find { get; set; } = "";

    /// <summary>The form of a new criterion of a kind.</summary>
    public static CriterionInput New(CriterionKind kind)
    {
        var input = new CriterionInput { Kind = kind.Key };
        kind.Begin(input);
        return input;
    }

    public static CriterionInput Of(Criterion criterion)
    {
        var kind = CriterionKinds.Of(criterion);
        var input = new CriterionInput { Kind = kind.Key };
        kind.Fill(input, criterion);
        return input;
    }

    /// <summary>The criterion, or the field that keeps it from being one and why.</summary>
    /// <param name="choices">What the chosen ids are called. One that has gone is not left out in silence: "any event" is not what was
    /// asked.</param>
    public (Criterion? Criterion, string Field, string? Problem) ToCriterion(CriterionChoices choices)
    {
        var kind = CriterionKinds.Find(Kind) ?? throw new DefinitionException("There is no such criterion.");
        if ((WrongNumber() ?? HasGone(choices) ?? WrongDate() ?? kind.Missing(this)) is var (field, wrong))
        {
            return (null, field, wrong);
        }

        var criterion = kind.Read(this, choices);
        return criterion.Problem() is { } problem ? (null, kind.MainField, problem) : (criterion, "", null);
    }

    /// <summary>For kinds that ask for a date.</summary>
    internal (string Field, string Problem)? MissingDate() => Date.ToMetric() is null ? (nameof(Date), "Choose dates.") : null;

    internal string[] EachLine() =>
        [.. Lines.Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase)];

    internal static string[] Each(List<string> values) => [.. values.Where(value => value.Length > 0).Distinct()];

    internal static int? Whole(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static decimal? Amount(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    internal static string Typed(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    internal static string Typed(decimal? amount) => amount?.ToString(CultureInfo.InvariantCulture) ?? "";

    private (string Field, string Problem)? WrongNumber()
    {
        var numbers = new (string Field, string Typed, bool Whole)[]
        {
            (nameof(TicketsAtLeast), TicketsAtLeast, true), (nameof(NumberAtLeast), NumberAtLeast, true),
            (nameof(AmountAtLeast), AmountAtLeast, false), (nameof(TotalAtLeast), TotalAtLeast, false),
        };
        foreach (var (field, typed, whole) in numbers)
        {
            if (typed.Trim().Length > 0 && (whole ? Problems.Number(Whole(typed) ?? 0) : Problems.Amount(Amount(typed) ?? -1)) is { } wrong)
            {
                return (field, wrong);
            }
        }

        return null;
    }

    private static (string Field, string Problem)? HasGone(CriterionChoices choices)
    {
        if (choices.Gone is not [var (field, gone), ..])
        {
            return null;
        }

        var instead = field == nameof(Preference) ? "Choose another." : "Untick it, and tick another or leave this open.";
        return (field, $"{gone.Name} is no longer in the customer data, so nobody would match it. {instead}");
    }

    private (string Field, string Problem)? WrongDate()
    {
        foreach (var (field, date) in new[] { (nameof(Date), Date), (nameof(BookedDate), BookedDate) })
        {
            if (date.ToMetric()?.Problem() is { } wrong)
            {
                return (field, wrong);
            }
        }

        return null;
    }
}
