using NodaTime;

namespace CustomerListSchedules.Features.BuildCustomerList;

/// <summary>When the customer was first recorded.</summary>
public sealed record CreatedCriterion(DateMetric Date) : Criterion
{
    public override string? Problem() => Date.Problem();

    public override string Describe() => $"were added {Date.Phrase()}";

    public override IEnumerable<DateMetric> DateMetrics() => [Date];

    internal override Predicate Compile(CriteriaSql sql) => Predicate.All([.. sql.Instants("c.created_at", Date).Select(Predicate.Sure)]);
}

/// <summary>A birthday, whatever the year of birth. 29 February is kept on 28 February in other years.</summary>
public sealed record BirthdayCriterion(DateMetric Date) : Criterion
{
    public override string? Problem() =>
        Date.Kind is DateMetricKind.Before or DateMetricKind.After ? "Choose dates with a first and a last day: a birthday comes every year." : Date.Problem();

    public override string Describe() => $"have a birthday {Date.Phrase()}";

    public override IEnumerable<DateMetric> DateMetrics() => [Date];

    internal override Predicate Compile(CriteriaSql sql)
    {
        var range = sql.Resolve(Date);
        return Predicate.Test(
            $"crm.birthday(c.birth_date) = any({sql.Parameter(DaysOfTheYear(range.From!.Value, range.Until!.Value))})");
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
