using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.CompareAccess;

/// <summary>To whom Customer Lists go.</summary>
internal static class GoesTo
{
    private const string Sql =
        """
        select r.customer_list_id, l.name, r.scheduled_list_id, r.scheduled_list_name, r.address::text as address
        from current_parts r
        join customer_lists l on l.id = r.customer_list_id
        where r.customer_list_id = any(@ids)
        order by lower(l.name), l.id, r.schedule_id, r.scheduled_list_id, r.position
        """;

    private sealed record Row(long CustomerListId, string Name, long ScheduledListId, string ScheduledListName, string Address);

    /// <summary>Those of the lists that go to somebody, by name; nothing of them is counted yet.</summary>
    public static async Task<IReadOnlyList<CustomersChange>> ReadAsync(
        NpgsqlConnection connection, IEnumerable<long> ids, CancellationToken cancellationToken) =>
    [
        .. (await connection.ReadAllAsync<Row>(Sql, new { ids = ids.ToArray() }, cancellationToken))
            .GroupBy(row => (row.CustomerListId, row.Name))
            .Select(list => new CustomersChange(
                list.Key.CustomerListId, list.Key.Name,
                [.. list.DistinctBy(row => row.ScheduledListId).Select(row => row.ScheduledListName)],
                [.. list.Select(row => row.Address).Distinct()])),
    ];

    /// <summary>Of lists that were counted a moment ago: as they go now, without those that go to nobody any more.</summary>
    public static async Task<IReadOnlyList<CustomersChange>> NowAsync(
        NpgsqlConnection connection, IReadOnlyList<CustomersChange> counted, CancellationToken cancellationToken) =>
        counted.Count == 0 ? [] :
        [
            .. (await ReadAsync(connection, counted.Select(list => list.ListId), cancellationToken)).Select(now =>
            {
                var list = counted.First(list => list.ListId == now.ListId);
                return now with { Counts = list.Counts, Problem = list.Problem };
            }),
        ];
}
