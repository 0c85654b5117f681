using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Deletes from Dotdigital what mailings leave behind: address books 30 days after the end, at once where nothing was sent and nothing
/// will be; copies that are still Unsent of mailings that ended. Those of a failed one, and its people, go after three days: until then it
/// can be retried as it is. Copies that were sent stay: their totals are there. What Dotdigital refuses to delete keeps nothing else from
/// being deleted, and is tried again an hour later.
/// </summary>
public sealed record RemoveLeftovers : IRequest<Unit>;

internal sealed class RemoveLeftoversHandler(
    IDotdigital dotdigital, NpgsqlDataSource dataSource, IClock clock,
    ILogger<RemoveLeftoversHandler> logger) : IRequestHandler<RemoveLeftovers, Unit>
{
    private const int AtMost = 50;

    // In another account the numbers are somebody else's.
    private const string Due =
        $"api_user = {DotdigitalAccounts.CurrentUserSql} and (leftovers_next_at is null or leftovers_next_at <= @now)";

    private const string BooksSql =
        $"""
        select id, address_book_id as remote_id
        from mailings
        where finished_at is not null and address_book_id is not null and address_book_deleted_at is null
          and {Due}
          and finished_at <= @now - case when send_tried_at is not null then interval '30 days' when state = 'failed'
            then interval '3 days' else interval '0' end
        order by finished_at, id
        limit @limit
        """;

    private const string CopiesSql =
        $"""
        select id, copied_campaign_id as remote_id
        from mailings
        where finished_at is not null and copied_campaign_id is not null and copy_deleted_at is null and state <> 'sent'
          and {Due}
          and finished_at <= @now - case when state = 'failed' or send_tried_at is not null then interval '3 days' else interval '0' end
        order by finished_at, id
        limit @limit
        """;

    // Whatever became of the address book. Who was in a send that may yet turn out to have been made stays known, by number alone.
    private const string PeopleSql =
        """
        with due as (
          select id, send_tried_at is not null as send_tried
          from mailings
          where state = 'failed' and finished_at <= @now - interval '3 days' and pages_of is not null
          order by id
          for update skip locked
        ), forgotten as (
          delete from mailing_pages p using due where p.mailing_id = due.id and not due.send_tried
        ), begins_anew as (
          update mailings m set pages_of = null from due where m.id = due.id and not due.send_tried
        )
        update mailing_pages p set contacts = null from due where p.mailing_id = due.id and due.send_tried and p.contacts is not null
        """;

    private const string PutOffSql = "update mailings set leftovers_next_at = @now + interval '1 hour' where id = @id";

    private const string BookDeletedSql = "update mailings set address_book_deleted_at = @now where id = @id";

    private const string CopyDeletedSql = "update mailings set copy_deleted_at = @now where id = @id";

    public async Task<Unit> Handle(RemoveLeftovers request, CancellationToken cancellationToken)
    {
        _ = await DeleteAllAsync(BooksSql, DeleteBookAsync, cancellationToken)
            && await DeleteAllAsync(CopiesSql, DeleteCopyAsync, cancellationToken);
        await dataSource.RunAsync(PeopleSql, new { now = clock.GetCurrentInstant() }, cancellationToken);
        return Unit.Value;
    }

    /// <returns>Whether Dotdigital still listens.</returns>
    private async Task<bool> DeleteAllAsync(
        string sql, Func<Leftover, CancellationToken, Task> deleteAsync, CancellationToken cancellationToken)
    {
        foreach (var leftover in await FindAsync(sql, cancellationToken))
        {
            try
            {
                await deleteAsync(leftover, cancellationToken);
            }
            catch (DotdigitalException e)
            {
                logger.LogWarning(
                    "What mailing {Mailing} left behind in Dotdigital could not be deleted now: {Reason}", leftover.Id, e.Reason);
                if (e.Reason is DotdigitalReason.OverLimit or DotdigitalReason.NotConfigured or DotdigitalReason.WrongPassword)
                {
                    return false;
                }

                await NoteAsync(PutOffSql, leftover, cancellationToken);
                if (e.Reason == DotdigitalReason.Unreachable)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private async Task DeleteBookAsync(Leftover book, CancellationToken cancellationToken)
    {
        await dotdigital.DeleteAddressBookAsync(book.RemoteId, cancellationToken);
        await NoteAsync(BookDeletedSql, book, cancellationToken);
    }

    // A copy that was sent after all, though nobody could tell, stays.
    private async Task DeleteCopyAsync(Leftover copy, CancellationToken cancellationToken)
    {
        try
        {
            if ((await dotdigital.GetCampaignAsync(copy.RemoteId, cancellationToken)).IsUnsent)
            {
                await dotdigital.DeleteCampaignAsync(copy.RemoteId, cancellationToken);
            }
        }
        catch (DotdigitalException e) when (e.Reason == DotdigitalReason.CampaignGone)
        {
            // Somebody deleted it there.
        }

        await NoteAsync(CopyDeletedSql, copy, cancellationToken);
    }

    private async Task<IReadOnlyList<Leftover>> FindAsync(string sql, CancellationToken cancellationToken)
    {
        return [.. await dataSource.ReadAllAsync<Leftover>(
            sql, new { now = clock.GetCurrentInstant(), limit = AtMost }, cancellationToken)];
    }

    private async Task NoteAsync(string sql, Leftover leftover, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(sql, new { leftover.Id, now = clock.GetCurrentInstant() }, cancellationToken);
    }

    private sealed record Leftover
    {
        public long Id { get; init; }
        public long RemoteId { get; init; }
    }
}
