using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>Tries a failed mailing again, and nothing else of its run.</summary>
public sealed record RetryMailing(long Id, Actor Actor) : IRequest<RetryResult>
{
    // It goes on at the step that failed. A template that was gone may have been replaced, and an address book that nobody was imported
    // into may be gone; once what was made in Dotdigital, or who was read, is cleared away, or in another account, it begins anew.
    internal const string WaitSql =
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
          address_book_id = case when remade.everything and (m.address_book_deleted_at is not null or remade.away) then null else m.address_book_id end,
          address_book_deleted_at = case when remade.everything then null else m.address_book_deleted_at end,
          leftovers_next_at = null,
          step = case
            when remade.everything then 'members'
            when remade.copy and m.step not in ('members', 'guard') then 'copy'
            when m.step = 'import' then 'address_book'
            else m.step end
        from integrated_emails e, venue_settings v, mailings o
        cross join lateral (
          select moved.away,
            o.send_tried_at is null and (o.copied_campaign_id is null or o.copy_deleted_at is not null or moved.away) as copy,
            o.send_tried_at is null and (o.pages_of is null or o.address_book_deleted_at is not null or moved.away) as everything
          from (
            select coalesce(o.copied_campaign_id, o.address_book_id) is not null and o.api_user is distinct from {DotdigitalAccounts.CurrentUserSql} as away
          ) moved
        ) remade
        where m.run_id = @runId and (@mailingId::bigint is null or m.id = @mailingId) and m.state = 'failed' and o.id = m.id
          and e.id = m.integrated_email_id and e.deleted_at is null
        """;

    internal const string RunSql =
        "update runs set state = 'running', finished_at = null, reason = null, noticed_at = null where id = @runId";

    internal sealed class Handler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<RetryMailing, RetryResult>
    {
        private const string LockSql =
            """
            select r.id as run_id, s.deleted_at is not null as deleted
            from mailings m
            join runs r on r.id = m.run_id
            join schedules s on s.id = r.schedule_id
            where m.id = @id
            for update of r
            """;

        public async Task<RetryResult> Handle(RetryMailing request, CancellationToken cancellationToken)
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var found = await connection.QuerySingleOrDefaultAsync<Found>(new CommandDefinition(LockSql, new { request.Id }, cancellationToken: cancellationToken));
            if (found is null)
            {
                return RetryResult.NotFound;
            }

            var which = new { found.RunId, mailingId = (long?)request.Id, now = clock.GetCurrentInstant() };
            if (found.Deleted || await connection.ExecuteAsync(new CommandDefinition(WaitSql, which, cancellationToken: cancellationToken)) == 0)
            {
                return RetryResult.Nothing;
            }

            await connection.ExecuteAsync(new CommandDefinition(RunSql, which, cancellationToken: cancellationToken));
            await audit.WriteAsync(connection, request.Actor, "mailing.retried", "mailing", request.Id, null, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(WorkSignal.NotifySql, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return RetryResult.Started;
        }

        private sealed record Found
        {
            public long RunId { get; init; }
            public bool Deleted { get; init; }
        }
    }
}
