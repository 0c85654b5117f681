namespace CustomerListSchedules.Features.CustomerLists.Compilation;

/// <summary>The statements of a list that is split; none reads more than what its parameters name.</summary>
public sealed record SplitStatements
{
    /// <summary>
    /// The rows of every wanted part, part after part, each in the list's order: <c>part bigint</c>, <c>customer_id bigint</c>, then the
    /// output columns from ordinal 2; in a row for each booking <c>is_first boolean</c> behind them, true on one row of each customer in a
    /// part. A part has its own value's bookings alone; a booking of several values stands in the part of each.
    /// </summary>
    public required string RowsSql { get; init; }

    /// <summary>The first 20 rows in the shape of <see cref="RowsSql"/>.</summary>
    public required string FirstSql { get; init; }

    /// <summary>Who is in which wanted part: <c>part bigint</c> and the customer's <c>id</c>, each once, in no order.</summary>
    public required string MembersSql { get; init; }

    /// <summary>
    /// One row for each value of the data, and one without for all that has none, those with most customers first: <c>part_key text</c>,
    /// <c>value text</c>, <c>customers</c> and <c>bookings bigint</c> that are on the list with it, and on each row <c>members bigint</c>,
    /// the customers of the whole list.
    /// </summary>
    public required string CountsSql { get; init; }

    /// <summary>As <see cref="CompiledList.TotalsSql"/>, of each wanted part, with <c>part bigint</c> behind.</summary>
    public required string? TotalsSql { get; init; }
}
