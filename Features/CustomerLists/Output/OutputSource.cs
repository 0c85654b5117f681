namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>
/// A query holding only the columns that were chosen, with at most one row a customer; only that of each booking may have several.
/// </summary>
/// <param name="Name">Its name in the statement.</param>
/// <param name="Select">How its select list begins, with <c>customer_id</c>.</param>
/// <param name="From">Its tables.</param>
/// <param name="Customer">The customer's id in them; null where they hold members alone.</param>
/// <param name="Rest">Where, group by, order by.</param>
internal sealed record OutputSource(string Name, string Select, string From, string? Customer, string Rest)
{
    public string Query(IEnumerable<OutputColumn> columns, string onlyMembers)
    {
        var chosen = columns.Where(column => column.Source == this).Select(column => $", {column.SourceSql} as {column.Key}");
        var only = Customer is null ? "" : onlyMembers.Replace("{0}", Customer, StringComparison.Ordinal);
        return $"{Select}{string.Concat(chosen)} from {From} {only} {Rest}";
    }
}
