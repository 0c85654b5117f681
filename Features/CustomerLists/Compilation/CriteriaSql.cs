using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>Collects the parameters and the date metrics of one compilation; gives criteria the fragments that they share.</summary>
/// <param name="dates">Resolves date metrics.</param>
/// <param name="firstParameter">The number of the first parameter, so that two lists can be part of one statement.</param>
internal sealed class CriteriaSql(DateMetricClock dates, int firstParameter = 0)
{
    private readonly Dictionary<string, object> parameters = [];
    private readonly List<DateMetric> metrics = [];
    private readonly List<ThisPerformance> performances = [];

    public DateMetricClock Dates => dates;

    public IReadOnlyDictionary<string, object> Parameters => parameters;

    /// <summary>Each relative date metric once, in the order met.</summary>
    public IReadOnlyList<ResolvedDateMetric> DateMetrics =>
        [
            .. performances.Distinct().Select(asked => RunPerformance.Resolve(asked, dates.Performance, dates.Zone)),
            .. metrics.Where(metric => metric.IsRelative()).Distinct()
            .Select(metric => new ResolvedDateMetric(metric.Label(), dates.Resolve(metric).Words())),
        ];

    /// <summary>The name of a new parameter with this value, text in NFC; the only way for a value into the SQL.</summary>
    public string Parameter(object value)
    {
        var name = "p" + (firstParameter + parameters.Count).ToString(CultureInfo.InvariantCulture);
        parameters.Add(name, value is string text ? text.Normalize() : value);
        return "@" + name;
    }

    public DateRange Resolve(DateMetric metric)
    {
        metrics.Add(metric);
        return dates.Resolve(metric);
    }

    /// <summary>The id of an instance is that of the performance that the run is about.</summary>
    public string IsThisPerformance(string column)
    {
        performances.Add(ThisPerformance.Itself);
        return dates.Performance is { } performance ? $"{column} = {Parameter(performance.Id)}" : $"{column} = ({NextSql("n.id")})";
    }

    /// <summary>A timestamptz column within the venue's date on which that performance starts.</summary>
    public string IsOnItsDay(string column)
    {
        performances.Add(ThisPerformance.ItsDay);
        if (dates.Performance is not { } performance)
        {
            var zone = Parameter(dates.Zone.Id);
            return $"({column} at time zone {zone})::date = ({NextSql($"(n.starts_at at time zone {zone})::date")})";
        }

        var day = performance.StartsAt.InZone(dates.Zone).Date;
        return performance.Id == 0
            ? "false"
            : $"{column} >= {Parameter(dates.StartOf(day).ToDateTimeUtc())} and {column} < "
                + $"{Parameter(dates.StartOf(day.PlusDays(1)).ToDateTimeUtc())}";
    }

    private string NextSql(string what) =>
        $"select {what} from crm.event_instances n where n.starts_at >= {Parameter(dates.AsOf.ToDateTimeUtc())} and not n.cancelled "
        + "order by n.starts_at, n.id limit 1";

    /// <summary>A timestamptz column within the metric's local days.</summary>
    public IEnumerable<string> Instants(string column, DateMetric? metric) =>
        Range(column, metric, date => dates.StartOf(date).ToDateTimeUtc());

    /// <summary>A date column within the metric's days.</summary>
    public IEnumerable<string> Days(string column, DateMetric? metric) => Range(column, metric, date => date.ToDateOnly());

    public IEnumerable<string> AtLeast<T>(string column, T? least)
        where T : struct
    {
        if (least is { } value)
        {
            yield return $"{column} >= {Parameter(value)}";
        }
    }

    public string AnyId(string column, IReadOnlyList<Choice> choices) =>
        choices.Count == 1
            ? $"{column} = {Parameter(choices[0].Id)}"
            : $"{column} = any({Parameter(choices.Select(choice => choice.Id).ToArray())})";

    /// <summary>One of the texts, whatever their capitals.</summary>
    public string AnyText(string column, IReadOnlyList<string> texts) =>
        $"lower({column}) in ({string.Join(", ", texts.Select(text => $"lower({Parameter(text)})"))})";

    /// <summary>A part of it, whatever the capitals.</summary>
    public string Contains(string column, string text) => $"lower({column}) like lower({Parameter($"%{LikeLiteral(text)}%")})";

    /// <summary>Rows meeting the conditions; at least so many, or together at least so much, where asked.</summary>
    public Predicate Rows(string from, string customer, IReadOnlyList<string> conditions, int? number, string amount, decimal? total)
    {
        string[] having = [.. AtLeast("count(*)", number > 1 ? number : null), .. AtLeast($"sum({amount})", total)];
        return having.Length == 0
            ? Predicate.Exists(from, customer, conditions)
            : Predicate.ExistsTogether(from, customer, conditions, string.Join(" and ", having));
    }

    public static string LikeLiteral(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);

    private IEnumerable<string> Range(string column, DateMetric? metric, Func<NodaTime.LocalDate, object> value)
    {
        if (metric is null)
        {
            yield break;
        }

        var range = Resolve(metric);
        if (range.From is { } from)
        {
            yield return $"{column} >= {Parameter(value(from))}";
        }

        if (range.Until is { } until)
        {
            yield return $"{column} < {Parameter(value(until))}";
        }
    }
}
