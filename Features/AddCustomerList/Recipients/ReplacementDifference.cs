using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared.Outside;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>What replacing an address changes of who gets whose data.</summary>
internal static class ReplacementDifference
{
    public static async Task<AccessDifference> OfAsync(
        NpgsqlConnection connection, IReadOnlyList<ReplacedEntry> entries, string from, string to, OutputCatalogue catalogue, Instant now,
        CancellationToken cancellationToken)
    {
        var outside = (await Outsiders.AmongAsync(connection, [from, to], cancellationToken))
            .Select(outsider => outsider.Address).ToArray();
        var lost = (await RecipientAccess.CountEachAsync(connection, entries.Select(entry => entry.Id), [from], now, cancellationToken))
            .Values.Aggregate(AccessLost.None, (one, other) => new AccessLost(
                Math.Max(one.People, other.People), one.Files + other.Files, one.Unsent + other.Unsent));
        return AccessDifference.Of(
            [.. entries.Select(entry => (Given(entry, Before(entry)), Given(entry, After(entry))))], [], lost);

        IEnumerable<(string Address, string[] Values)> Before(ReplacedEntry entry) =>
            entry.Merges ? [(from, entry.FromValues), (to, entry.ToValues)] : [(from, entry.FromValues)];

        IEnumerable<(string Address, string[] Values)> After(ReplacedEntry entry) =>
            [(to, [.. entry.ToValues.Union(entry.FromValues, StringComparer.OrdinalIgnoreCase)])];

        GivenAccess Given(ReplacedEntry entry, IEnumerable<(string Address, string[] Values)> who) => new(
            entry.Name,
            [
                .. who.SelectMany(to => to.Values.Length == 0 ? new string?[] { null } : to.Values, (to, value) =>
                    new GivenTo(to.Address, outside.Contains(to.Address), value)),
            ],
            [.. catalogue.ContactAmong(entry.OutputColumns).Select(column => column.Label)]);
    }
}
