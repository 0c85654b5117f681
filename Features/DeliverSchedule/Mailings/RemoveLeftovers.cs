using CustomerListSchedules.Infrastructure.Dotdigital;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Mailings;

/// <summary>
/// Deletes from Dotdigital what mailings leave behind: address books 30 days after the end, at once where nothing was sent and nothing
/// will be; copies that are still Unsent of mailings that ended. Those of a failed one, and its people, go after three days: until then it
/// can be retried as it is. Copies that were sent stay: their totals are there.
/// </summary>
public sealed record RemoveLeftovers : IRequest<Unit>
{
    internal sealed class Handler(IDotdigital dotdigital, NpgsqlDataSource dataSource, IClock clock, ILogger<Handler> logger) : IRequestHandler<RemoveLeftovers, Unit>
    {
        private const int AtMost = 50;

        private const string BooksSql =
            """
            select id, address_book_id as remote_id
            from mailings
            where finished_at is not null and address_book_id is not null and address_book_deleted_at is null
              and finished_at <= @now - case when send_tried_at is not null then interval '30 days' when state = 'failed' then interval '3 days' else interval '0' end
            order by finished_at
            limit @limit
            """;

        private const string CopiesSql =
            """
            select id, copied_campaign_id as remote_id
            from mailings
            where finished_at is not null and copied_campaign_id is not null and copy_deleted_at is null and state <> 'sent'
              and finished_at <= @now - case when state = 'failed' or send_tried_at is not null then interval '3 days' else interval '0' end
            order by finished_at
            limit @limit
            """;

        private const string PeopleSql =
            """
            delete from mailing_pages p
            using mailings m
            where m.id = p.mailing_id and m.state = 'failed' and m.finished_at <= @now - interval '3 days'
              and (m.address_book_id is null or m.address_book_deleted_at is not null or m.send_tried_at is not null)
            """;

        private const string BookDeletedSql = "update mailings set address_book_deleted_at = @now where id = @id";

        private const string CopyDeletedSql = "update mailings set copy_deleted_at = @now where id = @id";

        public async Task<Unit> Handle(RemoveLeftovers request, CancellationToken cancellationToken)
        {
            try
            {
                foreach (var book in await FindAsync(BooksSql, cancellationToken))
                {
                    await dotdigital.DeleteAddressBookAsync(book.RemoteId, cancellationToken);
                    await NoteAsync(BookDeletedSql, book, cancellationToken);
                }

                foreach (var copy in await FindAsync(CopiesSql, cancellationToken))
                {
                    await DeleteCopyAsync(copy, cancellationToken);
                }
            }
            catch (DotdigitalException e)
            {
                logger.LogWarning("What mailings left behind in Dotdigital could not be deleted now: {Reason}", e.Reason);
            }

            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(PeopleSql, new { now = clock.GetCurrentInstant() }, cancellationToken: cancellationToken));
            return Unit.Value;
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
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            return [.. await connection.QueryAsync<Leftover>(new CommandDefinition(
                sql, new { now = clock.GetCurrentInstant(), limit = AtMost }, cancellationToken: cancellationToken))];
        }

        private async Task NoteAsync(string sql, Leftover leftover, CancellationToken cancellationToken)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                sql, new { leftover.Id, now = clock.GetCurrentInstant() }, cancellationToken: cancellationToken));
        }

        private sealed record Leftover
        {
            public long Id { get; init; }
            public long RemoteId { get; init; }
        }
    }
}
