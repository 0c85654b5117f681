using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Definition;
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
        var split = stored.SplitBy is not null || request.Details.SplitBy is not null;
        var lost = split ? (await PartAccess.ReadAsync(connection, stored.Id, now, cancellationToken)).Lost(request.Details)
            : taken.Count == 0 ? AccessLost.None
            : await RecipientAccess.CountAsync(connection, stored.Id, taken, now, cancellationToken);
        // Whoever begins or ceases to get it is told as such.
        string[] staying = [.. before.Intersect(after)];
        return AccessDifference.Of(
            [
                (Given(stored.Name, Who(stored.SplitBy, before, stored.Parts), stored.OutputColumns),
                    Given(stored.Name, Who(request.Details.SplitBy, after, request.Details.Parts), request.Output.Columns)),
            ],
            switched is null || staying.Length == 0 ? [] : [switched with { To = staying }],
            lost);

        GivenAccess Given(string name, IEnumerable<(string Address, string? Value)> who, IEnumerable<string> columns) => new(
            name, [.. who.Select(to => new GivenTo(to.Address, outside.Contains(to.Address), to.Value))],
            [.. catalogue.ContactAmong(columns).Select(column => column.Label)]);

        // Split by something else, the same word is another value; spelt otherwise it is the same.
        IEnumerable<(string Address, string? Value)> Who(string? by, IEnumerable<string> addresses, IEnumerable<PartLine> parts) =>
            by is null ? addresses.Select(address => (address, (string?)null))
            : parts.Select(part => (
                part.Address,
                (string?)((stored.Parts.FirstOrDefault(one => PartLine.Same(one.Value, part.Value)) ?? part).Value
                    + (stored.SplitBy is not null && request.Details.SplitBy is not null && stored.SplitBy != request.Details.SplitBy
                        ? $" ({SplitBy.Word(by)})"
                        : ""))));
    }
}
