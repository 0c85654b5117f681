using System.Data;
using System.Runtime.CompilerServices;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.RunCustomerList.Reading;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files.Members;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>
/// Who was on each scheduled list when it was last delivered. A delivery keeps who is on it in the transaction that ends its making, so
/// that neither is there without the other; it counts from the statement that ends its sending as delivered, whole or in part (Settlement),
/// so that one that failed or was skipped never does. The latest that counts is compared with: two that overlap are both told from the
/// delivery before them, since nobody knows yet whether the first will reach anybody. On demand and tests keep nothing.
/// </summary>
internal sealed class LastDeliveries(NpgsqlDataSource dataSource, MemberRegister register)
{
    private const string LastSql =
        """
        select m.id, m.customer_list_id, m.member_key_id, m.as_of,
          coalesce((select sum(octet_length(p.hashes)) / 8 from delivered_member_parts p where p.set_id = m.id), 0)::int as members
        from delivered_members m
        where m.scheduled_list_id = @scheduledListId and m.part_key is not distinct from @partKey and m.delivered
        order by m.delivery_id desc
        limit 1
        """;

    private const string PartsSql = "select hashes from delivered_member_parts where set_id = $1 order by part";

    private const string KeepSql =
        """
        insert into delivered_members (scheduled_list_id, part_key, delivery_id, customer_list_id, as_of, member_key_id)
        select @scheduledListId, @partKey, @id, coalesce(@customerListId, l.customer_list_id), @asOf, @keyId
        from scheduled_lists l
        where l.id = @scheduledListId
        returning id
        """;

    private const string PartSql = "insert into delivered_member_parts (set_id, part, hashes) values ($1, $2, $3)";

    private sealed record Last
    {
        public long Id { get; init; }
        public long CustomerListId { get; init; }
        public int MemberKeyId { get; init; }
        public Instant AsOf { get; init; }
        public int Members { get; init; }
    }

    /// <summary>Begins to compare a delivery that is about to be made; null where nobody asks.</summary>
    public async Task<Comparison?> OpenAsync(DeliveryClaim claim, CancellationToken cancellationToken) =>
        Comparison.IsNeeded(claim.Send, claim.WhenEmpty)
            ? await OpenAsync(claim.ScheduledListId, claim.PartKey, claim.CustomerListId, claim.Send, cancellationToken)
            : null;

    /// <summary>Begins to compare a scheduled list, or a part of it, that is about to be read.</summary>
    /// <param name="scheduledListId">The scheduled list.</param>
    /// <param name="partKey">Of which part; null for the whole.</param>
    /// <param name="customerListId">Made of which Customer List.</param>
    /// <param name="send">One of <see cref="SendTo"/>.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    public async Task<Comparison> OpenAsync(
        long scheduledListId, string? partKey, long? customerListId, string send, CancellationToken cancellationToken)
    {
        // An erasure changes a set, and the next delivery takes its place, in one transaction each.
        var (last, key, known) = await dataSource.InTransactionAsync(
            async connection =>
            {
                var found = await connection.ReadOneAsync<Last>(LastSql, new { scheduledListId, partKey }, cancellationToken);
                var keys = found is null ? [] : await register.KeysAsync(connection, cancellationToken);
                var its = keys.FirstOrDefault(each => each.Id == found?.MemberKeyId);
                var members = its is null || IsOther(found, customerListId)
                    ? null
                    : await KnownMembers.ReadAsync(found!.Members, PartsAsync(connection, found.Id, cancellationToken));
                return (found, its, members);
            },
            cancellationToken,
            isolation: IsolationLevel.RepeatableRead);
        key ??= await register.PresentKeyAsync(cancellationToken);
        var newcomers = new Newcomers(SetHashes.Of(key.Secret, scheduledListId), known ?? KnownMembers.Nobody())
        {
            Alone = send == SendTo.New,
            Marked = send == SendTo.Marked,
        };
        return new Comparison(newcomers, key.Id, known is null ? null : last!.AsOf, WhyNot(last, known, customerListId));
    }

    /// <summary>Keeps who is on the list now, on the caller's transaction.</summary>
    public static async Task KeepAsync(
        NpgsqlConnection connection, DeliveryClaim claim, Comparison comparison, CancellationToken cancellationToken)
    {
        var set = await connection.ScalarAsync<long>(
            KeepSql,
            new { claim.Id, claim.ScheduledListId, claim.PartKey, claim.CustomerListId, claim.AsOf, comparison.KeyId }, cancellationToken);
        foreach (var (part, hashes) in comparison.Newcomers.Parts().Index())
        {
            await using var command = new NpgsqlCommand(PartSql, connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = set });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = part });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = hashes });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string? WhyNot(Last? last, KnownMembers? known, long? customerListId) => (last, known) switch
    {
        (_, not null) => null,
        (null, _) => SinceLast.First,
        _ when IsOther(last, customerListId) => SinceLast.OtherList,
        _ => SinceLast.KeysLost,
    };

    // A run that a node of the version before began does not say.
    private static bool IsOther(Last? last, long? customerListId) => customerListId is { } list && list != last?.CustomerListId;

    private static async IAsyncEnumerable<byte[]> PartsAsync(
        NpgsqlConnection connection, long set, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(PartsSql, connection) { Parameters = { new() { Value = set } } };
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            yield return rows.GetFieldValue<byte[]>(0);
        }
    }
}
