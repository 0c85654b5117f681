using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>The Customer Lists that use a global segment, those that go to somebody first.</summary>
internal static class ListsOfSegment
{
    /// <summary>How many lists are counted, where an edit of a segment changes many; the others are named.</summary>
    public const int MostCounted = 20;

    private const string ListsSql =
        """
        select l.id, l.name
        from customer_lists l
        where l.deleted_at is null
          and @segmentId in (select used::bigint from jsonb_path_query(l.definition, 'lax $.*.areas[*].segments[*].segmentId') used)
        order by lower(l.name), l.id
        """;

    private const string SnapshotsSql =
        "select id, customer_list_snapshot(definition, '{}', '[]', false)::text as snapshot from customer_lists where id = any(@ids)";

    private sealed record Using(long Id, string Name);

    private sealed record Stored(long Id, string Snapshot);

    /// <summary>With those to whom they go now, and what was counted of them a moment ago.</summary>
    public static async Task<IReadOnlyList<CustomersChange>> ReadAsync(
        NpgsqlConnection connection, long segmentId, IEnumerable<CustomersChange> counted, CancellationToken cancellationToken)
    {
        var known = counted.ToDictionary(list => list.ListId);
        var lists = await connection.ReadAllAsync<Using>(ListsSql, new { segmentId }, cancellationToken);
        var going = (await GoesTo.ReadAsync(connection, lists.Select(list => list.Id), cancellationToken))
            .ToDictionary(list => list.ListId);
        return
        [
            .. lists.Select(list => going.GetValueOrDefault(list.Id) ?? new CustomersChange(list.Id, list.Name, [], []))
                .Select(list => known.TryGetValue(list.ListId, out var then)
                    ? list with { Counts = then.Counts, Problem = then.Problem }
                    : list)
                .OrderBy(list => list.To.Count == 0),
        ];
    }

    /// <summary>Those to be counted, each with its snapshot as it is stored and as it would be.</summary>
    public static async Task<IReadOnlyList<ChangedList>> ChangedAsync(
        NpgsqlConnection connection, IEnumerable<CustomersChange> lists, long segmentId, SegmentDefinition edited,
        CancellationToken cancellationToken)
    {
        var some = lists.Take(MostCounted).ToArray();
        var snapshots = (await connection.ReadAllAsync<Stored>(
            SnapshotsSql, new { ids = some.Select(list => list.ListId).ToArray() }, cancellationToken))
            .ToDictionary(stored => stored.Id, stored => stored.Snapshot);
        return
        [
            .. some.Where(list => snapshots.ContainsKey(list.ListId)).Select(list =>
                new ChangedList(list, snapshots[list.ListId], With(snapshots[list.ListId], segmentId, edited))),
        ];
    }

    private static string With(string snapshot, long segmentId, SegmentDefinition edited)
    {
        try
        {
            var (stored, key) = (ListSnapshot.Parse(snapshot), segmentId.ToString(CultureInfo.InvariantCulture));
            var segments = new Dictionary<string, SegmentSnapshot>(stored.Segments) { [key] = new("", edited) };
            return (stored with { Segments = segments }).ToJson();
        }
        catch (DefinitionException)
        {
            return snapshot; // Counting it says why it cannot be.
        }
    }
}
