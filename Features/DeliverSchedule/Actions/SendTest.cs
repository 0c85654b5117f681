using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Actions;

/// <summary>
/// Runs one scheduled list for the person who asks and nobody else: the very mail and file that recipients get, marked as a test. A paused
/// schedule too, since a test delivers to nobody. Null when there is no such scheduled list. A second request while one is under way joins
/// it.
/// </summary>
/// <param name="Key">Of the form that asks: sent twice, it is one test.</param>
public sealed record SendTest(long ScheduleId, long ScheduledListId, Actor Actor, Guid? Key = null) : IRequest<SendTestResult?>;

public abstract record SendTestResult
{
    public sealed record Done(long RunId) : SendTestResult;

    /// <param name="Why">Words for the person who asked.</param>
    public sealed record Refused(string Why) : SendTestResult;
}

internal sealed class SendTestHandler(
    NpgsqlDataSource dataSource, QuotaLedger quotas, VenueReader venues, AuditLog audit,
    IClock clock) : IRequestHandler<SendTest, SendTestResult?>
{
    private const string EntrySql =
        """
        select (select u.email from users u where u.id = @userId)
        from scheduled_lists sl
        join schedules s on s.id = sl.schedule_id and s.deleted_at is null
        where sl.id = @scheduledListId and sl.schedule_id = @scheduleId and sl.deleted_at is null
        for update of sl
        """;

    private const string UnderWaySql =
        """
        select r.id
        from runs r
        join deliveries d on d.run_id = r.id
        where r.schedule_id = @scheduleId and d.scheduled_list_id = @scheduledListId and r.kind = 'test' and r.requested_by = @userId
          and (r.state in ('waiting', 'running') or r.request_key = @key)
        order by r.id
        limit 1
        """;

    public async Task<SendTestResult?> Handle(SendTest request, CancellationToken cancellationToken)
    {
        var parameters = new { request.ScheduleId, request.ScheduledListId, request.Actor.UserId, request.Key };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ScalarAsync<string?>(EntrySql, parameters, cancellationToken) is not { } address)
        {
            return null;
        }

        if (await connection.ScalarAsync<long?>(UnderWaySql, parameters, cancellationToken) is { } joined)
        {
            return new SendTestResult.Done(joined);
        }

        if (await quotas.UseAsync(connection, Quota.Test, request.Actor.UserId, request.ScheduledListId, cancellationToken) is { } reached)
        {
            var zone = (await venues.ReadAsync(cancellationToken)).Zone;
            return new SendTestResult.Refused(reached.Words("sent a test of this list", "Another can be sent", zone));
        }

        var now = clock.GetCurrentInstant();
        var runId = await InsertRun.ExecuteAsync(
            connection,
            new NewRun(
                request.ScheduleId, "test", OccurrenceAt: null, AsOf: now, Late: false, request.Actor.UserId, request.ScheduledListId,
                [address], RequestKey: request.Key),
            now,
            cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "scheduled_list.test_sent", "scheduled_list", request.ScheduledListId,
            new { request.ScheduleId, runId }, cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new SendTestResult.Done(runId!.Value);
    }
}
