using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>A column that a list can show and be sorted by.</summary>
/// <param name="Key">How definitions name it: lower case, unique, never changed.</param>
/// <param name="Label">Its unique header.</param>
/// <param name="Group">The heading that it stands under in the catalogue.</param>
/// <param name="CommonlyUsed">Shown while "Only show commonly used columns" is ticked.</param>
/// <param name="Kind">What it holds.</param>
public sealed record OutputColumn(string Key, string Label, string Group, bool CommonlyUsed, FileColumnKind Kind)
{
    /// <summary>Over <c>c</c> and, where it has one, its source.</summary>
    internal string Sql { get; init; } = "";

    /// <summary>Where it is computed, when chosen; null when it is the customer's own.</summary>
    internal OutputSource? Source { get; init; }

    /// <summary>What the source selects under the name <see cref="Key"/>.</summary>
    internal string SourceSql { get; init; } = "";
}

/// <summary>A query with at most one row a customer, holding only the columns that were chosen.</summary>
/// <param name="Name">Its name in the statement.</param>
/// <param name="Select">How its select list begins, with <c>customer_id</c>.</param>
/// <param name="From">Its tables.</param>
/// <param name="Customer">The customer's id in them.</param>
/// <param name="Rest">Where, group by, order by.</param>
internal sealed record OutputSource(string Name, string Select, string From, string Customer, string Rest)
{
    public string Query(IEnumerable<OutputColumn> columns, string onlyMembers)
    {
        var chosen = columns.Where(column => column.Source == this).Select(column => $", {column.SourceSql} as {column.Key}");
        return $"{Select}{string.Concat(chosen)} from {From} {onlyMembers.Replace("{0}", Customer, StringComparison.Ordinal)} {Rest}";
    }
}
