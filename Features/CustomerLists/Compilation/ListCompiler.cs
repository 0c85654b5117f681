using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>Turns a list's definition into SQL. Pure: no database, no clock of its own.</summary>
public static class ListCompiler
{
    public const int PreviewRows = 20;

    /// <summary>
    /// Whether a list may have more rows than the first ones that are shown: exactly in a row for each customer; where bookings have rows,
    /// how many there are is not counted.
    /// </summary>
    public static bool AreMore(long customers, long? bookings, int shown) => bookings is null ? customers > shown : shown == PreviewRows;

    /// <summary>How many performances have totals of their own.</summary>
    public const int MostPerformances = 200;

    /// <exception cref="DefinitionException">The definition names something that no longer exists; says what.</exception>
    public static CompiledList Compile(
        ListSnapshot snapshot, OutputCatalogue catalogue, DateMetricClock dates, ListSplit? split = null) =>
        Compile(snapshot, catalogue, dates, firstParameter: 0, split);

    internal static CompiledList Compile(
        ListSnapshot snapshot, OutputCatalogue catalogue, DateMetricClock dates, int firstParameter, ListSplit? split = null)
    {
        var sql = new CriteriaSql(dates, firstParameter);
        var matches = new List<MatchedBookings>();
        var filters = Filters(snapshot, sql, matches);
        var wanted = filters.Length == 0 ? null : Predicate.All(filters);
        var output = snapshot.OutputColumns.Select(catalogue.Find).ToArray();
        var sort = snapshot.SortBy.Select(sortBy => (catalogue.Find(sortBy.Column), sortBy.Descending)).ToArray();
        // Without a booking criterion there is nothing that customers could have several of.
        var rowPerBooking = snapshot.RowPerBooking && matches.Count > 0;
        var countsBookings = rowPerBooking || (matches.Count > 0 && output.Any(column => column.IsOfBooking));
        if (split is not null && matches.Count == 0)
        {
            throw new DefinitionException(
                $"It is split by {SplitBy.Word(split.By)}, and asks for no booking that could have one. Add a booking criterion, or send "
                + "the same list to everyone.");
        }

        var rows = new RowsStatement(wanted, output, sort, sql, matches, rowPerBooking, countsBookings);
        return new CompiledList
        {
            RowsSql = rows.All(),
            CountSql = rows.Count(),
            PreviewSql = rows.First(PreviewRows),
            MembersSql = rows.Members(),
            MailingSql = rows.Mailing(),
            MailingCountSql = rows.MailingCount(),
            TotalsSql = rows.Totals(MostPerformances),
            Split = split is null ? null : rows.Split(split, MostPerformances),
            ShowsTickets = output.Any(column => column.Key == MatchedBookingColumns.TicketsKey),
            ShowsAmount = output.Any(column => column.Key == MatchedBookingColumns.AmountKey),
            Parameters = sql.Parameters,
            RowPerBooking = rowPerBooking,
            CountsBookings = countsBookings,
            Columns = [.. Columns(output, rowPerBooking).Select(column => new FileColumn(column.Label, column.Kind))],
            DateMetrics = sql.DateMetrics,
            Description = ListDescriber.Describe(snapshot),
            ForPartners = ListDescriber.ForPartners(snapshot),
        };
    }

    /// <summary>What partners are told of a list, for whom its statements are not made.</summary>
    /// <exception cref="DefinitionException">The definition names something that no longer exists; says what.</exception>
    public static ToldList Tell(ListSnapshot snapshot, OutputCatalogue catalogue, DateMetricClock dates)
    {
        var sql = new CriteriaSql(dates, firstParameter: 0);
        var matches = new List<MatchedBookings>();
        Filters(snapshot, sql, matches);
        var columns = Columns([.. snapshot.OutputColumns.Select(catalogue.Find)], snapshot.RowPerBooking && matches.Count > 0);
        return new ToldList(ListDescriber.ForPartners(snapshot), sql.DateMetrics, [.. columns.Select(column => column.Label)]);
    }

    private static IEnumerable<OutputColumn> Columns(IReadOnlyList<OutputColumn> output, bool rowPerBooking) =>
        output.Select(column => MatchedBookingColumns.In(column, rowPerBooking));

    private static Predicate[] Filters(ListSnapshot snapshot, CriteriaSql sql, List<MatchedBookings> matches) =>
    [
        .. new[] { snapshot.Definition.PreFilter, snapshot.Definition.MainFilter }
            .Select(filter => FilterPredicate(snapshot, filter, sql, matches)).OfType<Predicate>(),
    ];

    private static Predicate? FilterPredicate(ListSnapshot snapshot, Filter filter, CriteriaSql sql, List<MatchedBookings> matches)
    {
        Area[] filled = [.. filter.Areas.Where(area => area.Segments.Count > 0)];
        var areas = new List<Predicate>();
        foreach (var area in filled)
        {
            var holds = Predicate.All([.. area.Segments.Select(segment => SegmentPredicate(snapshot, segment, sql))]);
            areas.Add(holds);
            // Whoever is a member meets the only area; with it, each of its segments.
            matches.AddRange(area.Segments.Where(segment => !segment.Not)
                .SelectMany(segment => snapshot.Criteria(segment).Criteria.OfType<BookingCriterion>())
                .Select(criterion => new MatchedBookings(criterion, filled.Length > 1 ? holds : null)));
        }

        return areas.Count == 0 ? null : Predicate.Any(areas);
    }

    private static Predicate SegmentPredicate(ListSnapshot snapshot, AreaSegment segment, CriteriaSql sql)
    {
        var definition = snapshot.Criteria(segment);
        Predicate[] criteria = [.. definition.Criteria.Select(criterion => criterion.Compile(sql))];
        var all = definition.Join == Join.And ? Predicate.All(criteria) : Predicate.Any(criteria);
        return segment.Not ? all.Not() : all;
    }
}
