using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Ends mailings that were held until it was too late to send them, and tells those who were asked. One that Dotdigital may have sent ends
/// once that is known.
/// </summary>
public sealed record LapseHeldMailings : IRequest<Unit>;

internal sealed class LapseHeldMailingsHandler(
    NpgsqlDataSource dataSource, MailingProgress progress, MessageIds messageIds, IMediator mediator, AuditLog audit,
    IClock clock) : IRequestHandler<LapseHeldMailings, Unit>
{
    private const string LapseSql =
        $"""
        with due as (
          select id from mailings where state = 'held' and too_late_at <= @now order by id limit 100 for update skip locked
        ), lapsed as (
          update mailings m
          set state = 'skipped', finished_at = @now, reason = @words
          from due
          where m.id = due.id and m.send_tried_at is null
          returning m.id, m.run_id, m.name, m.reason
        ), asked as (
          update mailings m
          set {WorkAgain.SetSql}, step = 'withdraw', step_since = @now, reason = null, ends_as = 'skipped', ends_because = @words
          from due
          where m.id = due.id and m.send_tried_at is not null
          returning m.id, m.run_id, m.name, @asked as reason
        ), forgotten as (
          delete from mailing_pages where mailing_id in (select id from lapsed)
        )
        select l.id, l.run_id, s.name || ': ' || l.name as title, l.reason, s.owner_id
        from (table lapsed union all table asked) l
        join runs r on r.id = l.run_id
        join schedules s on s.id = r.schedule_id
        """;

    private const string Words = "It was held, and nobody said Send in time: it lapsed.";

    private const string AskedWords = $"{Words} Dotdigital may have sent it all the same: it is asked once more.";

    public async Task<Unit> Handle(LapseHeldMailings request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var lapsed = await connection.ReadAllAsync<Row>(LapseSql, new { now, words = Words, asked = AskedWords }, cancellationToken);
        foreach (var mailing in lapsed)
        {
            await progress.SayAsync(connection, mailing.Id, mailing.Reason, "warn", cancellationToken);
            await audit.WriteAsync(connection, Actor.System, "mailing.lapsed", "mailing", mailing.Id, null, cancellationToken);
            await mediator.Publish(new MailingChanged(connection, mailing.RunId, Ended: true, now), cancellationToken);
        }

        if (lapsed.Count > 0)
        {
            await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
            await InsertNotices.ExecuteAsync(
                connection, messageIds,
                [.. lapsed.Select(mailing => (mailing.OwnerId, new NoticeItem(mailing.Title, mailing.Reason, $"/mailings/{mailing.Id}")))],
                "A held integrated email has lapsed", now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public long RunId { get; init; }
        public string Title { get; init; } = "";
        public string Reason { get; init; } = "";
        public Guid? OwnerId { get; init; }
    }
}
