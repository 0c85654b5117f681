using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Forms;
using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Criteria;

/// <summary>A birthday, whatever the year of birth. 29 February is kept on 28 February in other years.</summary>
public sealed record BirthdayCriterion(DateMetric Date) : Criterion
{
    public override string? Problem() =>
        Date.Kind is DateMetricKind.Before or DateMetricKind.After
            ? "Choose dates with a first and a last day: a birthday comes every year."
            : Date.Problem();

    public override string Describe() => $"have a birthday {Date.Phrase()}";

    public override IEnumerable<DateMetric> DateMetrics() => [Date];

    internal override Predicate Compile(CriteriaSql sql)
    {
        var range = sql.Resolve(Date);
        var (from, until) = (range.From!.Value, range.Until!.Value);

        // A twelfth of everyone is read faster from the table than day by day through the index.
        return Predicate.Test(from.Day == 1 && until.Day == 1 && until > from
            ? $"extract(month from c.birth_date)::integer = any({sql.Parameter(MonthsOfTheYear(from, until))})"
            : $"crm.birthday(c.birth_date) = any({sql.Parameter(DaysOfTheYear(from, until))})");
    }

    private static int[] MonthsOfTheYear(LocalDate from, LocalDate until)
    {
        var months = new SortedSet<int>();
        for (var date = from; date < until && months.Count < 12; date = date.PlusMonths(1))
        {
            months.Add(date.Month);
        }

        return [.. months];
    }

    private static int[] DaysOfTheYear(LocalDate from, LocalDate until)
    {
        var days = new SortedSet<int>();
        for (var date = from; date < until && days.Count < 366; date = date.PlusDays(1))
        {
            days.Add((date.Month * 100) + date.Day);
            if (date is { Month: 2, Day: 28 } && !CalendarSystem.Iso.IsLeapYear(date.Year))
            {
                days.Add(229);
            }
        }

        return [.. days];
    }
}

internal sealed class BirthdayKind() : CriterionKind<BirthdayCriterion>("birthday", "Birthday", CriterionKind.Customer)
{
    public override string MainField => nameof(CriterionInput.Date);

    protected override void Fill(CriterionInput input, BirthdayCriterion criterion) => input.Date = DateMetricInput.Of(criterion.Date);

    public override (string Field, string Problem)? Missing(CriterionInput input) => input.MissingDate();

    public override Criterion Read(CriterionInput input, CriterionChoices choices) => new BirthdayCriterion(input.Date.ToMetric()!);
}
