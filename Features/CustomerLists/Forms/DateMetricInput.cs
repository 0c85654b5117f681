using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Definition;
using NodaTime;
using NodaTime.Text;

namespace CustomerListSchedules.Features.CustomerLists.Forms;

/// <summary>What the date metric fields hold; everything as typed.</summary>
public sealed class DateMetricInput
{
    /// <summary>The name of a <see cref="DateMetricKind"/>, or "" for any date.</summary>
    public string Kind { get; set; } = "";

    public string Days { get; set; } = "";

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public static DateMetricInput Of(DateMetric? metric) => metric is null ? new() : new()
    {
        Kind = metric.Kind.ToString(),
        Days = metric.Days?.ToString(CultureInfo.InvariantCulture) ?? "",
        From = Iso(metric.From),
        To = Iso(metric.To),
    };

    /// <summary>Null for any date. What was left out or mistyped is left out, for <see cref="DateMetric.Problem"/> to say.</summary>
    public DateMetric? ToMetric()
    {
        if (!Enum.TryParse<DateMetricKind>(Kind, out var kind) || !Enum.IsDefined(kind))
        {
            return null;
        }

        return kind switch
        {
            DateMetricKind.LastDays or DateMetricKind.NextDays =>
                new DateMetric(
                    kind, int.TryParse(Days.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null),
            DateMetricKind.On or DateMetricKind.Before or DateMetricKind.After => new DateMetric(kind, From: Date(From)),
            DateMetricKind.Between => new DateMetric(kind, From: Date(From), To: Date(To)),
            _ => new DateMetric(kind),
        };
    }

    /// <summary>The field that keeps it from being a date metric: Kind, Days, From or To.</summary>
    public string Faulty() => ToMetric()?.Kind switch
    {
        DateMetricKind.LastDays or DateMetricKind.NextDays => nameof(Days),
        DateMetricKind.On or DateMetricKind.Before or DateMetricKind.After => nameof(From),
        DateMetricKind.Between when Date(From) is null => nameof(From),
        DateMetricKind.Between => nameof(To),
        _ => nameof(Kind),
    };

    private static LocalDate? Date(string text) => LocalDatePattern.Iso.Parse(text.Trim()) is { Success: true } date ? date.Value : null;

    private static string Iso(LocalDate? date) => date is null ? "" : LocalDatePattern.Iso.Format(date.Value);
}
