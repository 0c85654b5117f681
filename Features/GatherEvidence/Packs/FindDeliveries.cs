using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>Which deliveries and files a pack is about, newest first, and how many there are in all.</summary>
internal static class FindDeliveries
{
    private const string OfRunSql =
        """
        select d.id as delivery_id, d.file_id, count(*) over () as total
        from deliveries d
        where d.run_id = @id
        order by d.position, d.id
        limit @Deliveries
        """;

    // What the address was mailed, what its account ran on demand, and what the register of files still knows of runs that are gone and
    // of lists that it ran in the Explorer.
    private const string OfAddressSql =
        """
        with named as (
          select m.delivery_id as id from messages m where m.recipient = @address
          union
          select d.id
          from users u
          join run_requests q on q.user_id = u.id
          join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
          where u.email collate "C" = @address
        ), found as (
          select d.id as delivery_id, d.file_id, coalesce(d.made_at, r.created_at) as at
          from named
          join deliveries d on d.id = named.id
          join runs r on r.id = d.run_id
          union all
          select null, o.file_id, o.made_at
          from file_origins o
          where @address = any(o.for_whom) and not exists (select from deliveries d where d.file_id = o.file_id)
        )
        select delivery_id, file_id, count(*) over () as total from found order by at desc, delivery_id desc, file_id desc limit @Deliveries
        """;

    private const string OfFilesSql =
        """
        select d.id as delivery_id, o.file_id, count(*) over () as total
        from file_origins o
        left join deliveries d on d.file_id = o.file_id
        where o.file_id = any(@files)
        order by o.made_at desc, o.file_id desc
        limit @Deliveries
        """;

    public static Task<List<FoundDelivery>> OfRunAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<FoundDelivery>(OfRunSql, new { id, EvidenceLimits.Deliveries }, cancellationToken);

    public static Task<List<FoundDelivery>> OfAddressAsync(
        NpgsqlConnection connection, string address, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<FoundDelivery>(OfAddressSql, new { address, EvidenceLimits.Deliveries }, cancellationToken);

    public static Task<List<FoundDelivery>> OfFilesAsync(NpgsqlConnection connection, long[] files, CancellationToken cancellationToken) =>
        connection.ReadAllAsync<FoundDelivery>(OfFilesSql, new { files, EvidenceLimits.Deliveries }, cancellationToken);
}
