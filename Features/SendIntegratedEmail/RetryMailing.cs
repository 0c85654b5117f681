using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>
/// Tries a failed mailing again, and nothing else of its run. False when it has not failed, or cannot be sent any more; null when there is
/// none.
/// </summary>
public sealed record RetryMailing(long Id, Actor Actor) : IRequest<bool?>;

internal sealed class RetryMailingHandler(
    NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit, IClock clock) : IRequestHandler<RetryMailing, bool?>
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

    public async Task<bool?> Handle(RetryMailing request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadOneAsync<Found>(LockSql, new { request.Id }, cancellationToken);
        if (found is null)
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        if (found.Deleted || await FailedMailings.WaitAgainAsync(connection, found.RunId, request.Id, now, cancellationToken) == 0)
        {
            return false;
        }

        await mediator.Publish(new MailingChanged(connection, found.RunId, Ended: false, now), cancellationToken);
        await audit.WriteAsync(connection, request.Actor, "mailing.retried", "mailing", request.Id, null, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private sealed record Found
    {
        public long RunId { get; init; }
        public bool Deleted { get; init; }
    }
}
