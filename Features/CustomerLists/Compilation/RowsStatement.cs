using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;

namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>
/// Puts the statements of a list together. Members are selected once; without a filter there is nothing to select and
/// customers are read as they are. Each source is one row a customer at most, so that no join multiplies rows; in a row for each booking
/// that matched, the bookings' source does, on purpose.
/// </summary>
internal sealed class RowsStatement
{
    private readonly Predicate? wanted;
    private readonly string? where;
    private readonly IReadOnlyList<OutputColumn> output;
    private readonly IReadOnlyList<(OutputColumn Column, bool Descending)> sort;
    private readonly CriteriaSql sql;
    private readonly IReadOnlyList<MatchedBookings> matches;
    private readonly bool rowPerBooking;
    private readonly bool countsBookings;
    private string? matched;
    private readonly Dictionary<string, string> instants = [];

    public RowsStatement(
        Predicate? wanted, IReadOnlyList<OutputColumn> output, IReadOnlyList<(OutputColumn Column, bool Descending)> sort, CriteriaSql sql,
        IReadOnlyList<MatchedBookings> matches, bool rowPerBooking, bool countsBookings)
    {
        this.wanted = wanted;
        where = wanted?.Sql;
        this.output = output;
        this.sort = sort;
        this.sql = sql;
        this.matches = matches;
        this.rowPerBooking = rowPerBooking;
        this.countsBookings = countsBookings;
    }

    public string Members() => wanted?.Members() ?? "select c.id from crm.customers c";

    public string Count() => countsBookings
        ? $"with members as materialized ({Members()}),\n{MatchedBookingColumns.Matched} as ({Matched})\n"
            + $"select (select count(*) from members), (select count(*) from {MatchedBookingColumns.Matched})"
        : wanted?.Count() ?? "select count(*) from crm.customers c";

    public string All() => All("offset 0");

    /// <summary>
    /// The first rows: where the sort needs no source, aggregates are made for these customers alone, each of whom has a row at least.
    /// </summary>
    public string First(int rows) => sort.Any(by => by.Column.Source is not null || by.Column.IsOfBooking)
        ? All($"limit {rows}")
        : Select(
            $"members as materialized (select c.id from crm.customers c{Where} order by {OrderBy(false)} limit {rows})", "members",
            rowPerBooking, end: $"limit {rows}");

    public string Mailing() => Select(
        $"members as materialized (select distinct on ({Address}) c.id from crm.customers c where "
        + $"{HasAddress}{(where is null ? "" : $" and ({where})")} order by {Address}, c.id)",
        "members",
        each: false,
        ", btrim(c.email) as email, c.first_name, c.last_name, c.name");

    public string MailingCount() =>
        $"select count(*), count(*) filter (where {HasAddress}), count(distinct {Address}) filter (where {HasAddress}) "
        + $"from crm.customers c{Where}";

    /// <summary>The bookings that matched, by performance; null where the output shows none of them.</summary>
    public string? Totals(int performances) => matches.Count == 0 || !ShowsBookings
        ? null
        : $"with members as materialized ({Members()}),\n{MatchedBookingColumns.Matched} as ({Matched})\n"
            + $"{MatchedBookingColumns.TotalsSql}\nlimit {performances}";

    /// <summary>Its parts; there are bookings that match.</summary>
    public SplitStatements Split(ListSplit split, int performances)
    {
        var keys = sql.Parameter(split.PartKeys.ToArray());
        var valued = SplitSql.Valued(split.By, Members(), MatchedBookings.Query(matches, sql, withInstance: true));
        var placed = $"{valued},\n{SplitSql.Placed(keys)}";
        return new SplitStatements
        {
            RowsSql = PartRows(placed, "offset 0"),
            FirstSql = PartRows(placed, $"limit {ListCompiler.PreviewRows}"),
            MembersSql = $"with {placed}\nselect distinct part, customer_id as id from {MatchedBookingColumns.Placed}",
            CountsSql = $"with {valued},\n{SplitSql.Counts}",
            TotalsSql = ShowsBookings
                ? $"with {placed}\nselect * from ({MatchedBookingColumns.PartTotalsSql}) totals where place <= {performances} "
                    + "order by part, place"
                : null,
        };
    }

    private const string Address = "lower(btrim(c.email))";

    private const string HasAddress = "btrim(c.email) <> ''";

    private string All(string end) => where is null
        ? Select(null, "crm.customers", each: false, end: end)
        : Select(
            $"members as materialized ({Members()})", "members", rowPerBooking, end: end,
            behind: countsBookings && !rowPerBooking ? $", (select count(*) from {MatchedBookingColumns.Matched}) as booking_count" : "");

    private bool ShowsBookings => rowPerBooking || output.Any(column => column.IsOfBooking);

    private string Where => where is null ? "" : $" where {where}";

    private string Matched => matched ??= MatchedBookings.Query(matches, sql);

    // The count stands outside, since PostgreSQL sorts nothing in parallel beside it; OFFSET keeps the two apart and the rows in their
    // order.
    private string Select(string? members, string counted, bool each, string before = "", string end = "offset 0", string behind = "")
    {
        OutputColumn[] shown = [.. output.Select(column => Shown(column, each))];
        var columns = shown.Concat(sort.Select(by => Shown(by.Column, each))).Distinct().ToArray();
        OutputSource[] sources =
        [
            .. columns.Select(column => column.Source).OfType<OutputSource>()
                .Concat(each ? [MatchedBookingColumns.Each] : []).Distinct(),
        ];
        var selected = shown.Select(column => $", {Expression(column)} as {column.Key}");
        var needsMatched = sources.Any(source => source.Customer is null);
        var onlyMembers = members is null ? "" : "join members on members.id = {0}";
        string[] with =
        [
            .. members is null ? Array.Empty<string>() : [members],
            .. needsMatched ? [$"{MatchedBookingColumns.Matched} as ({Matched})"] : Array.Empty<string>(),
            .. sources.Select(source => $"{source.Name} as ({Fill(source.Query(columns, onlyMembers))})"),
        ];
        return $"""
            {(with.Length == 0 ? "" : $"with {string.Join(",\n", with)}\n")}select (select count(*) from {counted}) as member_count,
              listed.*{behind}
            from (
            select c.id as customer_id{before}{string.Concat(selected)}{(each ? Rows : "")}
            from {(members is null ? "crm.customers c" : "members join crm.customers c on c.id = members.id")}{Joins(sources)}
            order by {OrderBy(each)}
            {end}) listed
            """;
    }

    // What a part's rows are made of leads them: other sources are looked up for the customers whom it holds.
    private string PartRows(string placed, string end)
    {
        OutputColumn[] shown = [.. output.Select(column => MatchedBookingColumns.In(column, rowPerBooking, split: true))];
        OutputColumn[] columns =
        [
            .. shown.Concat(sort.Select(by => MatchedBookingColumns.In(by.Column, rowPerBooking, split: true))).Distinct(),
        ];
        var leading = MatchedBookingColumns.Source(rowPerBooking, split: true);
        OutputSource[] others =
        [
            .. columns.Select(column => column.Source).OfType<OutputSource>().Distinct().Where(source => source != leading),
        ];
        var queries = others.Prepend(leading)
            .Select(source => $",\n{source.Name} as ({Fill(source.Query(columns, "join members on members.id = {0}"))})");
        var selected = shown.Select(column => $", {Expression(column)} as {column.Key}");
        return $"""
            with {placed}{string.Concat(queries)}
            select {leading.Name}.part, c.id as customer_id{string.Concat(selected)}{(rowPerBooking ? $", {leading.Name}.is_first" : "")}
            from members join crm.customers c on c.id = members.id
            join {leading.Name} on {leading.Name}.customer_id = c.id{Joins(others)}
            order by {leading.Name}.part, {OrderBy(rowPerBooking)}
            {end}
            """;
    }

    private const string Rows =
        """
        ,
          (select count(*) from matched) as booking_count,
          (select count(*) from matched) + (select count(*) from members m where not exists (select from matched where customer_id = m.id))
            as row_count,
          coalesce(matched_booking.is_first, true) as is_first
        """;

    private static string Joins(IEnumerable<OutputSource> sources) =>
        string.Concat(sources.Select(source => $"\nleft join {source.Name} on {source.Name}.customer_id = c.id"));

    // Where no booking can match, each of its columns is empty.
    private OutputColumn Shown(OutputColumn column, bool each) => column.IsOfBooking && matches.Count == 0
        ? column with { Kind = Infrastructure.Files.FileColumnKind.Text, Sql = "null::text" }
        : MatchedBookingColumns.In(column, each);

    private string OrderBy(bool each) => string.Join(
        ", ",
        [
            .. sort.Select(by => Order(Shown(by.Column, each), by.Descending)), "c.id",
            .. each ? [$"{MatchedBookingColumns.Each.Name}.id"] : Array.Empty<string>(),
        ]);

    private string Order(OutputColumn column, bool descending)
    {
        var text = column.Kind == Infrastructure.Files.FileColumnKind.Text ? " collate crm.list_order" : "";
        return $"{Expression(column)}{text}{(descending ? " desc nulls last" : "")}";
    }

    private string Expression(OutputColumn column) => Fill(column.Sql);

    // Moments that columns compare with, each one parameter however often it is used.
    private string Fill(string fragment)
    {
        foreach (var (token, value) in Moments)
        {
            if (fragment.Contains(token, StringComparison.Ordinal))
            {
                if (!instants.TryGetValue(token, out var parameter))
                {
                    instants.Add(token, parameter = sql.Parameter(value(sql.Dates)));
                }

                fragment = fragment.Replace(token, parameter, StringComparison.Ordinal);
            }
        }

        return fragment;
    }

    private static readonly IReadOnlyDictionary<string, Func<DateMetricClock, object>> Moments =
        new Dictionary<string, Func<DateMetricClock, object>>
        {
            ["{as_of}"] = dates => dates.AsOf.ToDateTimeUtc(),
            ["{zone}"] = dates => dates.Zone.Id,
            ["{today}"] = dates => dates.Today.ToDateOnly(),
            ["{last_year}"] = dates => dates.StartOf(new NodaTime.LocalDate(dates.Today.Year - 1, 1, 1)).ToDateTimeUtc(),
            ["{this_year}"] = dates => dates.StartOf(new NodaTime.LocalDate(dates.Today.Year, 1, 1)).ToDateTimeUtc(),
            ["{next_year}"] = dates => dates.StartOf(new NodaTime.LocalDate(dates.Today.Year + 1, 1, 1)).ToDateTimeUtc(),
        };
}
