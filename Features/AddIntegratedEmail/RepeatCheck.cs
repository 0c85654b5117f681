using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>
/// What a list's definition says about mailing it again and again. Pure. People are mailed again when what brought them onto the
/// list at one occurrence still does at the next: the days of its date metrics overlap, or it has none.
/// </summary>
internal static class RepeatCheck
{
    /// <summary>Whether everyone on the list is asked for a contact preference, whichever way they came onto it.</summary>
    public static bool AsksContactPreference(ListSnapshot list)
    {
        return Filters(list).Any(filter => Areas(filter) is { Count: > 0 } areas && areas.All(area => area.Segments.Any(Asks)));

        bool Asks(AreaSegment segment)
        {
            var definition = list.Criteria(segment);
            return definition.Join == Join.And
                ? definition.Criteria.Any(criterion => criterion is ContactPreferenceCriterion)
                : definition.Criteria.All(criterion => criterion is ContactPreferenceCriterion);
        }
    }

    /// <summary>
    /// A relative date metric that people come onto the list by and that has days in common at both occurrences; null when there is none.
    /// </summary>
    public static DateMetric? RepeatedMetric(ListSnapshot list, DateMetricClock first, DateMetricClock next) =>
        list.Definition.Segments.Where(segment => !segment.Not)
            .SelectMany(segment => list.Criteria(segment).Criteria)
            .SelectMany(criterion => criterion.DateMetrics())
            .FirstOrDefault(metric => metric.IsRelative() && Overlap(first.Resolve(metric), next.Resolve(metric)));

    /// <summary>Whether somebody who is on the list at one occurrence can be on it at the next for the same reason.</summary>
    /// <param name="category">The Mailing Category that is sent: a list may leave out those who have had it.</param>
    /// <param name="first">One occurrence.</param>
    /// <param name="next">The one after it.</param>
    public static bool Repeats(ListSnapshot list, string? category, DateMetricClock first, DateMetricClock next)
    {
        return Filters(list)
            .All(filter => Areas(filter) is not { Count: > 0 } areas || areas.Any(area => area.Segments.All(SegmentRepeats)));

        bool SegmentRepeats(AreaSegment segment)
        {
            var definition = list.Criteria(segment);
            return (segment.Not, definition.Join) switch
            {
                (false, Join.And) => definition.Criteria.All(CriterionRepeats),
                (false, _) => definition.Criteria.Any(CriterionRepeats),
                (true, Join.And) => !definition.Criteria.All(ThoseJustMailed),
                (true, _) => !definition.Criteria.Any(ThoseJustMailed),
            };
        }

        // The next run is about another performance.
        bool CriterionRepeats(Criterion criterion) =>
            criterion is not BookingCriterion { ThisPerformance: not null }
            && criterion.DateMetrics().All(metric => Overlap(first.Resolve(metric), next.Resolve(metric)));

        bool ThoseJustMailed(Criterion criterion) =>
            criterion is MailingCriterion mailing
            && (mailing.Categories.Count == 0 || mailing.Categories.Contains(category, StringComparer.OrdinalIgnoreCase))
            && (mailing.Date is null || Holds(next.Resolve(mailing.Date), first.Today));
    }

    private static IEnumerable<Filter> Filters(ListSnapshot list) => [list.Definition.PreFilter, list.Definition.MainFilter];

    private static List<Area> Areas(Filter filter) => [.. filter.Areas.Where(area => area.Segments.Count > 0)];

    private static bool Overlap(DateRange one, DateRange other) => StartsBeforeEnd(one, other) && StartsBeforeEnd(other, one);

    private static bool StartsBeforeEnd(DateRange one, DateRange other) =>
        one.From is null || other.Until is null || one.From < other.Until;

    private static bool Holds(DateRange range, NodaTime.LocalDate date) => !(date < range.From) && !(date >= range.Until);
}
