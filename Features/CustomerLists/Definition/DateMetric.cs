using NodaTime;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A span of days, relative to the date of a run or fixed.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Days">For Last N days and Next N days, 1 to 3,660.</param>
/// <param name="From">For On, Before, After and Between.</param>
/// <param name="To">For Between, included.</param>
public sealed record DateMetric(DateMetricKind Kind, int? Days = null, LocalDate? From = null, LocalDate? To = null)
{
    public const int MostDays = 3660;

    private static readonly LocalDate Earliest = new(1000, 1, 1);
    private static readonly LocalDate Latest = new(9998, 12, 31);

    /// <summary>Whether the days depend on the date of the run.</summary>
    public bool IsRelative() => Kind < DateMetricKind.On;

    /// <summary>What is wrong with it, for a person; null when nothing is.</summary>
    public string? Problem() => Kind switch
    {
        DateMetricKind.LastDays or DateMetricKind.NextDays =>
            Days is >= 1 and <= MostDays ? null : $"Enter a number of days from 1 to {MostDays}.",
        DateMetricKind.On or DateMetricKind.Before or DateMetricKind.After => InRange(From) ? null : "Enter a date.",
        DateMetricKind.Between when !InRange(From) || !InRange(To) => "Enter both dates.",
        DateMetricKind.Between when To < From => "The second date must not be before the first.",
        _ => null,
    };

    private static bool InRange(LocalDate? date) => date >= Earliest && date <= Latest;
}
