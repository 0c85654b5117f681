using System.Data.Common;
using CustomerListSchedules.Features.CustomerLists.Compilation;

namespace CustomerListSchedules.Features.RunCustomerList.Totals;

/// <summary>Takes the rows of <see cref="CompiledList.TotalsSql"/>, latest performance first.</summary>
internal sealed class BookingTotalsReader
{
    /// <summary>How many columns of a row it takes.</summary>
    public const int Columns = 9;

    private readonly List<PerformanceTotal> performances = [];
    private (long Performances, long Bookings, long Tickets, decimal Amount) all;

    public void Take(DbDataReader row)
    {
        performances.Add(new PerformanceTotal(
            row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTime>(1), row.GetInt64(2),
            row.GetInt64(3), row.GetDecimal(4)));
        all = (row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetDecimal(8));
    }

    /// <summary>What was taken; null when nothing was.</summary>
    public BookingTotals? Of(CompiledList list) => performances.Count == 0
        ? null
        : new BookingTotals(
            list.ShowsTickets, list.ShowsAmount, [.. Enumerable.Reverse(performances)], all.Performances - performances.Count,
            all.Bookings, all.Tickets, all.Amount);
}
