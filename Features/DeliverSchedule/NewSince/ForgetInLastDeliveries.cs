using System.Runtime.InteropServices;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files.Members;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>
/// Takes a person who is erased out of what is kept of who was on lists. The others stay as they were, and the person does not count as
/// gone. What is kept under a lost key tells nobody anything any more.
/// </summary>
/// <returns>Of how many deliveries they were kept.</returns>
public sealed record ForgetInLastDeliveries(long CustomerId) : IRequest<int>;

internal sealed class ForgetInLastDeliveriesHandler(
    NpgsqlDataSource dataSource, MemberRegister register) : IRequestHandler<ForgetInLastDeliveries, int>
{
    private const string SetsSql = "select id, scheduled_list_id, member_key_id from delivered_members where member_key_id = any(@keys)";

    private const string HoldingSql =
        """
        select p.set_id, p.part, sought.hash
        from unnest(@sets, @hashes) sought (id, hash)
        join delivered_member_parts p on p.set_id = sought.id and holds_hash(p.hashes, sought.hash)
        """;

    private const string PartSql = "select hashes from delivered_member_parts where set_id = @SetId and part = @Part for update";

    private const string ForgetSql = "update delivered_member_parts set hashes = @left where set_id = @SetId and part = @Part";

    private const string EmptySql = "delete from delivered_member_parts where set_id = @SetId and part = @Part";

    private sealed record Set(long Id, long ScheduledListId, int MemberKeyId);

    private sealed record Holding
    {
        public long SetId { get; init; }
        public int Part { get; init; }
        public byte[] Hash { get; init; } = [];
    }

    public async Task<int> Handle(ForgetInLastDeliveries request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var keys = await register.KeysAsync(connection, cancellationToken);
        var sets = await connection.ReadAllAsync<Set>(SetsSql, new { keys = keys.Select(key => key.Id).ToArray() }, cancellationToken);
        var hashes = sets.Select(set => HashIn(set, keys, request.CustomerId)).ToArray();
        var holding = await connection.ReadAllAsync<Holding>(
            HoldingSql, new { sets = sets.Select(set => set.Id).ToArray(), hashes }, cancellationToken, TimeSpan.FromSeconds(300));
        foreach (var part in holding)
        {
            await ForgetAsync(connection, part, cancellationToken);
        }

        return holding.Count;
    }

    private static byte[] HashIn(Set set, IReadOnlyList<MemberKey> keys, long customerId) => KnownMembers.Stored(
        SetHashes.Of(keys.First(key => key.Id == set.MemberKeyId).Secret, set.ScheduledListId).Of(customerId));

    private static async Task ForgetAsync(NpgsqlConnection connection, Holding part, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Since it was found, the set may have been deleted, or another person taken out of it.
        var stored = await connection.ScalarAsync<byte[]?>(PartSql, part, cancellationToken) ?? [];
        if (MemoryMarshal.Cast<byte, ulong>(stored).IndexOf(MemoryMarshal.Read<ulong>(part.Hash)) is >= 0 and var at)
        {
            byte[] left = [.. stored[..(at * MemberHashes.Size)], .. stored[((at + 1) * MemberHashes.Size)..]];
            await connection.RunAsync(
                left.Length == 0 ? EmptySql : ForgetSql, new { part.SetId, part.Part, left }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
