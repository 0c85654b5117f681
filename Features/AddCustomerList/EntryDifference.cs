using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared.Outside;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>What saving a scheduled list changes of who gets whose data.</summary>
internal static class EntryDifference
{
    /// <param name="connection">Of the change.</param>
    /// <param name="stored">As it is.</param>
    /// <param name="request">As it would be.</param>
    /// <param name="catalogue">Tells contact columns.</param>
    /// <param name="switched">Its customers where it has another Customer List, counted before.</param>
    /// <param name="now">When files can be collected.</param>
    /// <param name="cancellationToken">Ends waiting for the database.</param>
    public static async Task<AccessDifference> OfAsync(
        NpgsqlConnection connection, StoredScheduledList stored, SaveScheduledList request, OutputCatalogue catalogue,
        CustomersChange? switched, Instant now, CancellationToken cancellationToken)
    {
        var (before, after) = (stored.Recipients, request.Details.Recipients);
        var outside = (await Outsiders.AmongAsync(connection, before.Union(after), cancellationToken))
            .Select(outsider => outsider.Address).ToHashSet();
        var taken = before.Except(after).ToList();
        var lost = taken.Count == 0
            ? AccessLost.None
            : await RecipientAccess.CountAsync(connection, stored.Id, taken, now, cancellationToken);
        // Whoever begins or ceases to get it is told as such.
        string[] staying = [.. before.Intersect(after)];
        return AccessDifference.Of(
            [(Given(stored.Name, before, stored.OutputColumns), Given(stored.Name, after, request.Output.Columns))],
            switched is null || staying.Length == 0 ? [] : [switched with { To = staying }],
            lost);

        GivenAccess Given(string name, IEnumerable<string> addresses, IEnumerable<string> columns) => new(
            name, [.. addresses.Select(address => new GivenTo(address, outside.Contains(address)))],
            [.. catalogue.ContactAmong(columns).Select(column => column.Label)]);
    }
}
