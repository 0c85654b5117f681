using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Parts;

/// <summary>Who of a scheduled list may have which files and messages that there are, value by value.</summary>
/// <param name="Files">Those that can be collected today.</param>
/// <param name="Unsent">Those that are not sent yet.</param>
internal sealed record PartAccess(IReadOnlyCollection<PartAccess.Right> Files, IReadOnlyCollection<PartAccess.Right> Unsent)
{
    private const string Sql =
        """
        with access as (
          select m.recipient::text collate "C" as address, d.id as delivery_id
          from messages m
          join deliveries d on d.id = m.delivery_id
          where d.scheduled_list_id = @id and m.state = 'accepted'
          union
          select u.email::text collate "C", d.id
          from run_requests q
          join users u on u.id = q.user_id
          join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
          where q.scheduled_list_id = @id)
        select a.address::text as address, d.split_by, d.split_value as value, f.id
        from access a
        join deliveries d on d.id = a.delivery_id
        join stored_files f on f.id = d.file_id and f.completed_at is not null and f.deleted_at is null
          and f.revoked_at is null and f.expires_at > @now
        join current_parts r on r.scheduled_list_id = @id and r.address = a.address and (r.split_by is null or r.part_key = d.part_key);

        select m.recipient::text as address, d.split_by, d.split_value as value, m.id
        from messages m
        join deliveries d on d.id = m.delivery_id
        join current_parts r on r.scheduled_list_id = @id and r.address = m.recipient and (r.split_by is null or r.part_key = d.part_key)
        where d.scheduled_list_id = @id and m.state in ('waiting', 'sending')
        """;

    /// <param name="Address">Whose.</param>
    /// <param name="SplitBy">By what its list was split; null of a whole list.</param>
    /// <param name="Value">Of which part; null of a whole list.</param>
    /// <param name="Id">The file's, or the message's.</param>
    public sealed record Right(string Address, string? SplitBy, string? Value, long Id);

    public static Task<PartAccess> ReadAsync(NpgsqlConnection connection, long id, Instant now, CancellationToken cancellationToken) =>
        connection.ReadResultsAsync(
            Sql, new { id, now },
            async results => new PartAccess([.. await results.ReadAsync<Right>()], [.. await results.ReadAsync<Right>()]),
            cancellationToken);

    /// <summary>What of it is not theirs as the list would be.</summary>
    public AccessLost Lost(ScheduledListDetails after)
    {
        Right[] files = [.. Files.Where(IsLost)];
        return new AccessLost(
            files.Select(right => right.Address).Distinct().Count(), files.Select(right => right.Id).Distinct().Count(),
            Unsent.Count(IsLost));

        // Who gets the whole may have any part.
        bool IsLost(Right right) => after.SplitBy is null
            ? !after.Recipients.Contains(right.Address)
            : right.SplitBy != after.SplitBy
                || !after.Parts.Any(part => part.Address == right.Address && PartLine.Same(part.Value, right.Value!));
    }
}
