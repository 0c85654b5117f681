using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.RunCustomerList.Totals;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CollectReport;

/// <summary>
/// What a link leads to, for the account that opens it; null unless the account's address is the recipient's to the letter.
/// An unknown link and somebody else's are told apart nowhere.
/// </summary>
public sealed record GetCollection(string Token, Guid UserId) : IRequest<Collection?>;

public sealed record Collection
{
    public long MessageId { get; init; }
    public long FileId { get; init; }
    public string WholeName { get; init; } = "";
    public string? SplitValue { get; init; }
    public string ListName => PartName.Of(WholeName, SplitValue);
    public long Rows { get; init; }
    public long? Bookings { get; init; }
    public Instant AsOf { get; init; }
    public string FileName { get; init; } = "";
    public string ContentType { get; init; } = "";
    public long Size { get; init; }
    public Instant ExpiresAt { get; init; }
    public bool Revoked { get; init; }
    public bool Expired { get; init; }
    public bool AccessEnded { get; init; }
    public long ScheduledListId { get; init; }

    /// <summary>Which of the person's parts it is, where the list is split.</summary>
    public long? PartId { get; init; }

    /// <summary>Whether the list itself can be run on demand by those whom it names.</summary>
    public bool OnDemand { get; init; }

    public string? StoredTotals { get; init; }

    public BookingTotals? Totals => BookingTotals.Parse(StoredTotals);

    /// <summary>When this person last downloaded it, from wherever; null when never.</summary>
    public Instant? DownloadedAt { get; init; }

    public bool CanBeCollected => !(Revoked || Expired || AccessEnded);
}

internal sealed class GetCollectionHandler(NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<GetCollection, Collection?>
{
    private const string Sql =
        """
        select m.id as message_id, d.file_id, d.name as whole_name, d.split_value, coalesce(d.row_count, 0) as rows,
          d.booking_count as bookings, d.totals::text as stored_totals,
          (select max(w.downloaded_at) from downloads w where w.file_id = f.id and w.user_id = u.id and w.completed) as downloaded_at,
          r.as_of, f.name as file_name, f.content_type, f.size_bytes as size, f.expires_at, f.revoked_at is not null as revoked,
          (f.deleted_at is not null or f.expires_at <= @now) as expired,
          sl.id as scheduled_list_id, s.run_on_demand and s.paused_at is null as on_demand,
          c.part_id, (sl.deleted_at is not null or s.deleted_at is not null or case
            when r.kind = 'test' then not exists (select from staff where staff.id = u.id)
            else c.address is null
            end) as access_ended
        from messages m
        join users u on u.id = @userId and u.email collate "C" = m.recipient and u.deactivated_at is null
        join deliveries d on d.id = m.delivery_id
        join runs r on r.id = d.run_id
        join stored_files f on f.id = d.file_id
        join scheduled_lists sl on sl.id = d.scheduled_list_id
        join schedules s on s.id = sl.schedule_id
        left join current_parts c on c.scheduled_list_id = sl.id and c.address = m.recipient
          and (c.split_by is null or c.part_key = d.part_key)
        where m.token_hash = @hash
        """;

    public async Task<Collection?> Handle(GetCollection request, CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<Collection>(
            Sql, new { request.UserId, hash = LinkTokens.Hash(request.Token), now = clock.GetCurrentInstant() }, cancellationToken);
    }
}
