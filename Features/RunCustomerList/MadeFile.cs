using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.RunCustomerList.Reading;
using CustomerListSchedules.Features.RunCustomerList.Totals;
using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A file that is stored but not yet anybody's; no file when the list is empty.</summary>
/// <param name="Customers">How many are in it.</param>
/// <param name="Bookings">How many bookings matched, where each has a row of its own; null where each customer has one.</param>
/// <param name="Rows">Of a part, how many rows it has.</param>
/// <param name="ListCustomers">Where the file has some of them, a part or the new alone, how many customers are on the whole list.</param>
/// <param name="Totals">What the bookings in it come to, where they were asked for and the file shows bookings.</param>
internal sealed record MadeFile(
    long? FileId, StoredFileContent? Content, long Customers, long? Bookings, IReadOnlyList<ResolvedDateMetric> DateMetrics,
    string Description, string? Notes, BookingTotals? Totals = null, long? Rows = null, long? ListCustomers = null)
{
    /// <summary>Who of them has not answered Yes to what was asked.</summary>
    public IReadOnlyList<AgreementCount> Agreement { get; init; } = [];

    /// <summary>The same where the file has the new customers alone; how many bookings are theirs is not counted.</summary>
    public MadeFile Of(Newcomers newcomers, long listCustomers) =>
        this with { Customers = newcomers.Counts.New, Bookings = null, ListCustomers = listCustomers };
}
