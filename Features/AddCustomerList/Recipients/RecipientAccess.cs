using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>The access that a scheduled list gives, counted; null addresses mean everybody's.</summary>
internal static class RecipientAccess
{
    private const string CountSql =
        """
        select list.id, counted.people, counted.files, counted.unsent
        from unnest(@ids::bigint[]) as list (id)
        cross join lateral (
          with access as (
            select m.recipient::text collate "C" as address, d.file_id, d.part_key
            from messages m
            join deliveries d on d.id = m.delivery_id
            where d.scheduled_list_id = list.id and m.state = 'accepted'
            union
            select u.email::text collate "C", d.file_id, d.part_key
            from run_requests q
            join users u on u.id = q.user_id
            join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
            where q.scheduled_list_id = list.id)
          select count(distinct access.address) as people, count(distinct access.file_id) as files,
            (select count(*)
             from messages m
             join deliveries d on d.id = m.delivery_id
             where d.scheduled_list_id = list.id and m.state in ('waiting', 'sending')
               and (@addresses::text[] is null or m.recipient = any(@addresses))) as unsent
          from access
          join current_parts r on r.scheduled_list_id = list.id and r.address = access.address
            and (r.split_by is null or r.part_key = access.part_key)
          join stored_files f on f.id = access.file_id and f.completed_at is not null and f.deleted_at is null
            and f.revoked_at is null and f.expires_at > @now
          where @addresses::text[] is null or access.address = any(@addresses)
        ) counted
        """;

    private sealed record Counted(long Id, long People, long Files, long Unsent);

    public static async Task<AccessLost> CountAsync(
        NpgsqlConnection connection, long id, IReadOnlyList<string>? addresses, Instant now, CancellationToken cancellationToken) =>
        (await CountEachAsync(connection, [id], addresses, now, cancellationToken))[id];

    /// <summary>Of several scheduled lists, by their ids.</summary>
    public static async Task<IReadOnlyDictionary<long, AccessLost>> CountEachAsync(
        NpgsqlConnection connection, IEnumerable<long> ids, IReadOnlyList<string>? addresses, Instant now,
        CancellationToken cancellationToken) =>
        (await connection.ReadAllAsync<Counted>(
            CountSql, new { ids = ids.ToArray(), addresses = addresses?.ToArray(), now }, cancellationToken))
            .ToDictionary(counted => counted.Id, counted => new AccessLost(counted.People, counted.Files, counted.Unsent));
}
