using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule;

/// <summary>Tries again what failed in a run, and nothing else: files that could not be made, messages that were not accepted, mailings that were not sent.</summary>
public sealed record RetryRun(long RunId, Actor Actor) : IRequest<RetryResult>
{
    internal sealed class Handler(NpgsqlDataSource dataSource, LinkTokens tokens, AuditLog audit, IClock clock) : IRequestHandler<RetryRun, RetryResult>
    {
        private const string LockSql =
            """
            select s.deleted_at is not null as deleted
            from runs r
            join schedules s on s.id = r.schedule_id
            where r.id = @runId
            for update of r
            """;

        private const string DeliveriesSql =
            """
            update deliveries d
            set state = 'waiting', failures = 0, next_attempt_at = @now, finished_at = null, reason = null
            from scheduled_lists sl
            where d.run_id = @runId and d.state = 'failed' and d.made_at is null
              and sl.id = d.scheduled_list_id and sl.deleted_at is null
            """;

        // It goes on at the step that failed. A template that was gone may have been replaced; once what was made in Dotdigital is cleared
        // away or in another account, it begins anew.
        private const string MailingsSql =
            $"""
            update mailings m
            set state = 'waiting', failures = 0, next_attempt_at = @now, step_since = @now, finished_at = null, reason = null,
              too_late_at = @now + make_interval(hours => v.late_limit_hours),
              campaign_id = case when remade.copy then e.campaign_id else m.campaign_id end,
              campaign_name = case when remade.copy then e.campaign_name else m.campaign_name end,
              copy_above = case when remade.copy then null else m.copy_above end,
              copied_campaign_id = case when remade.copy then null else m.copied_campaign_id end,
              copy_deleted_at = case when remade.copy then null else m.copy_deleted_at end,
              pages_of = case when remade.everything then null else m.pages_of end,
              address_book_id = case when remade.everything then null else m.address_book_id end,
              address_book_deleted_at = case when remade.everything then null else m.address_book_deleted_at end,
              step = case
                when remade.everything then 'members'
                when remade.copy and m.step not in ('members', 'guard') then 'copy'
                else m.step end
            from integrated_emails e, venue_settings v, mailings o
            cross join lateral (
              select o.send_tried_at is null and (o.copied_campaign_id is null or o.copy_deleted_at is not null or moved.away) as copy,
                o.send_tried_at is null and (o.pages_of is null or o.address_book_deleted_at is not null or moved.away) as everything
              from (
                select coalesce(o.copied_campaign_id, o.address_book_id) is not null and o.api_user is distinct from {DotdigitalAccounts.CurrentUserSql} as away
              ) moved
            ) remade
            where m.run_id = @runId and m.state = 'failed' and o.id = m.id
              and e.id = m.integrated_email_id and e.deleted_at is null
            """;

        private const string FailedMessagesSql =
            """
            select m.id, m.token_hash as hash, m.token_protected as protected
            from messages m
            join deliveries d on d.id = m.delivery_id
            left join stored_files f on f.id = d.file_id
            where d.run_id = @runId and m.state = 'failed' and m.kind = 'delivery'
              and (f.id is null or (f.deleted_at is null and f.revoked_at is null and f.expires_at > @now))
            order by m.id
            for update of m
            """;

        private const string MessageSql =
            """
            update messages
            set state = 'waiting', failures = 0, next_attempt_at = @now, token_hash = @hash, token_protected = @protected
            where id = @id
            """;

        private const string ReopenSql =
            """
            update deliveries
            set state = 'sending', finished_at = null, reason = null
            where run_id = @runId and state in ('failed', 'partly_delivered')
              and exists (select from messages m where m.delivery_id = deliveries.id and m.state = 'waiting')
            """;

        private const string RunSql =
            "update runs set state = 'running', finished_at = null, reason = null, noticed_at = null where id = @runId";

        public async Task<RetryResult> Handle(RetryRun request, CancellationToken cancellationToken)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var now = clock.GetCurrentInstant();
            Task<int> Execute(string sql) =>
                connection.ExecuteAsync(new CommandDefinition(sql, new { request.RunId, now }, cancellationToken: cancellationToken));

            var deleted = await connection.ExecuteScalarAsync<bool?>(
                new CommandDefinition(LockSql, new { request.RunId }, cancellationToken: cancellationToken));
            if (deleted is null)
            {
                return RetryResult.NotFound;
            }

            if (deleted is true)
            {
                return RetryResult.Nothing;
            }

            var files = await Execute(DeliveriesSql);
            var mailings = await Execute(MailingsSql);
            var messages = (await connection.QueryAsync<MessageRow>(
                new CommandDefinition(FailedMessagesSql, new { request.RunId, now }, cancellationToken: cancellationToken))).ToList();
            foreach (var message in messages)
            {
                // The same link again, unless the keys that protect it are lost.
                var token = tokens.CanReveal(message.Protected) ? (message.Hash, message.Protected) : tokens.Create();
                await connection.ExecuteAsync(new CommandDefinition(
                    MessageSql, new { message.Id, now, token.Hash, token.Protected }, cancellationToken: cancellationToken));
            }

            if (files + mailings + messages.Count == 0)
            {
                return RetryResult.Nothing;
            }

            await Execute(ReopenSql);
            await Execute(RunSql);
            await audit.WriteAsync(
                connection, request.Actor, "run.retried", "run", request.RunId, new { files, mailings, messages = messages.Count }, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(WorkSignal.NotifySql, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return RetryResult.Started;
        }

        private sealed record MessageRow
        {
            public long Id { get; init; }
            public byte[] Hash { get; init; } = [];
            public byte[] Protected { get; init; } = [];
        }
    }
}

public enum RetryResult
{
    Started,

    /// <summary>Nothing in the run has failed, or what failed cannot be sent any more.</summary>
    Nothing,

    NotFound,
}
