using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// A person's word on a mailing: Send, for one that is held, or Cancel, for one that Dotdigital was not asked to send yet or that is held.
/// </summary>
public sealed record AnswerMailing(long Id, bool Send, Actor Actor) : IRequest<MailingAnswer?>;

public abstract record MailingAnswer
{
    public sealed record Done : MailingAnswer;

    /// <summary>It ends as soon as Dotdigital says that it has not sent it.</summary>
    public sealed record Asking : MailingAnswer;

    /// <summary>It is not held any more, or Dotdigital has it already.</summary>
    public sealed record TooLate : MailingAnswer;
}

internal sealed class AnswerMailingHandler(
    NpgsqlDataSource dataSource, MailingProgress progress, IMediator mediator, AuditLog audit,
    IClock clock) : IRequestHandler<AnswerMailing, MailingAnswer?>
{
    private const string FindSql =
        """
        select m.run_id, m.state, m.send_tried_at is not null as send_tried, s.deleted_at is not null or e.deleted_at is not null as deleted
        from mailings m
        join runs r on r.id = m.run_id
        join schedules s on s.id = r.schedule_id
        join integrated_emails e on e.id = m.integrated_email_id
        where m.id = @id
        for update of m
        """;

    private const string SendSql =
        $"""
        update mailings
        set {WorkAgain.SetSql}, reason = null, released_at = @now, released_by = @userId,
          too_late_at = @now + make_interval(hours => (select late_limit_hours from venue_settings))
        where id = @id
        """;

    // The attempt goes up, so that a worker who has it can store nothing more, and does not send.
    private const string CancelSql =
        """
        update mailings
        set state = 'cancelled', reason = @words, finished_at = @now, lease_until = null, attempt = attempt + 1
        where id = @id
        """;

    // Dotdigital may have it: it is asked first.
    private const string WithdrawSql =
        $"""
        update mailings
        set {WorkAgain.SetSql}, step = 'withdraw', step_since = @now, ends_as = 'cancelled',
          ends_because = @words, reason = null
        where id = @id
        """;

    private const string WhoSql = "select coalesce((select name from users where id = @userId), @fallback)";

    private const string ForgetSql = "delete from mailing_pages where mailing_id = @id";

    public async Task<MailingAnswer?> Handle(AnswerMailing request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var found = await connection.ReadOneAsync<Found>(FindSql, new { request.Id }, cancellationToken);
        if (found is null)
        {
            return null;
        }

        var cancellable = found.State is MailingStates.Held
            || (found.State is MailingStates.Waiting or MailingStates.Working && !found.SendTried);
        if (request.Send ? found.State != MailingStates.Held || found.Deleted : !cancellable)
        {
            return new MailingAnswer.TooLate();
        }

        var who = await connection.ScalarAsync<string>(
            WhoSql, new { request.Actor.UserId, fallback = request.Actor.Name }, cancellationToken);
        var (sql, action) = (request.Send, found.SendTried) switch
        {
            (true, _) => (SendSql, "mailing.released"),
            (false, true) => (WithdrawSql, "mailing.withdrawn"),
            (false, false) => (CancelSql, "mailing.cancelled"),
        };
        await connection.RunAsync(sql, new { request.Id, request.Actor.UserId, words = $"Cancelled by {who}.", now }, cancellationToken);
        await progress.SayAsync(connection, request.Id, request.Send ? $"{who} said Send." : $"{who} said Cancel.", "", cancellationToken);
        if (sql == CancelSql)
        {
            await connection.RunAsync(ForgetSql, new { request.Id }, cancellationToken);
            await mediator.Publish(new MailingChanged(connection, found.RunId, Ended: true, now), cancellationToken);
        }

        await audit.WriteAsync(connection, request.Actor, action, "mailing", request.Id, null, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return sql == WithdrawSql ? new MailingAnswer.Asking() : new MailingAnswer.Done();
    }

    private sealed record Found
    {
        public long RunId { get; init; }
        public string State { get; init; } = "";
        public bool SendTried { get; init; }
        public bool Deleted { get; init; }
    }
}
