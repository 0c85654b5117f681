using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Sends one integrated email to the person who asks and nobody else: the same steps as a mailing, with an address book that holds that
/// one address. A paused schedule's too. Null when there is no such email. A second request while one is under way joins it.
/// </summary>
/// <param name="Key">Of the form that asks: sent twice, it is one test.</param>
public sealed record SendEmailTest(long ScheduleId, long IntegratedEmailId, Actor Actor, Guid Key) : IRequest<SendTestResult?>;

internal sealed class SendEmailTestHandler(
    NpgsqlDataSource dataSource, QuotaLedger quotas, VenueReader venues, AuditLog audit, IClock clock)
    : IRequestHandler<SendEmailTest, SendTestResult?>
{
    private const string EmailSql =
        """
        select exists (select from users u where u.id = @userId)
        from integrated_emails e
        join schedules s on s.id = e.schedule_id and s.deleted_at is null
        where e.id = @integratedEmailId and e.schedule_id = @scheduleId and e.deleted_at is null
        for update of e
        """;

    private const string UnderWaySql =
        """
        select r.id
        from runs r
        join mailings m on m.run_id = r.id
        where r.schedule_id = @scheduleId and m.integrated_email_id = @integratedEmailId and r.kind = 'test' and r.requested_by = @userId
          and (r.state in ('waiting', 'running') or r.request_key = @key)
        order by r.id
        limit 1
        """;

    public async Task<SendTestResult?> Handle(SendEmailTest request, CancellationToken cancellationToken)
    {
        var parameters = new { request.ScheduleId, request.IntegratedEmailId, request.Actor.UserId, request.Key };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ScalarAsync<bool?>(EmailSql, parameters, cancellationToken) is not true)
        {
            return null;
        }

        if (await connection.ScalarAsync<long?>(UnderWaySql, parameters, cancellationToken) is { } joined)
        {
            return new SendTestResult.Done(joined);
        }

        // Emails and scheduled lists have numbers of their own: below nothing it is an email's.
        if (await quotas.UseAsync(
                connection, Quota.Test, request.Actor.UserId, -request.IntegratedEmailId, cancellationToken) is { } reached)
        {
            var zone = (await venues.ReadAsync(cancellationToken)).Zone;
            return new SendTestResult.Refused(reached.Words("sent a test of this integrated email", "Another can be sent", zone));
        }

        var now = clock.GetCurrentInstant();
        var runId = await InsertRun.ExecuteAsync(
            connection,
            new NewRun(
                request.ScheduleId, "test", OccurrenceAt: null, AsOf: now, Late: false, request.Actor.UserId,
                IntegratedEmailId: request.IntegratedEmailId, RequestKey: request.Key),
            now,
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "integrated_email.test_sent", "integrated_email", request.IntegratedEmailId,
            new { request.ScheduleId, runId }, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SendTestResult.Done(runId!.Value);
    }
}
