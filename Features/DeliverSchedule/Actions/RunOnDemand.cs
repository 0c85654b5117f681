using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
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
/// Runs one scheduled list at the request of a person whom it names, to be collected by that person alone. A request while
/// the list is being run on demand joins that run. Nothing is mailed. Null: no such list, not on demand, or not for this person.
/// </summary>
/// <param name="ScheduledListId">The list.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="PartId">Of a list that is split, which of the person's parts.</param>
public sealed record RunOnDemand(long ScheduledListId, Actor Actor, long? PartId = null) : IRequest<RunOnDemandResult?>
{
    /// <summary>
    /// How many runs one person may have started and not finished. Joining another's costs the venue nothing and is never refused.
    /// </summary>
    public const int MostAtOnce = 3;
}

public abstract record RunOnDemandResult
{
    public sealed record Done : RunOnDemandResult;

    /// <param name="Why">Words for the person who asked.</param>
    public sealed record Refused(string Why) : RunOnDemandResult;
}

internal sealed class RunOnDemandHandler(
    NpgsqlDataSource dataSource, RefusedOnDemand refused, QuotaLedger quotas, VenueReader venues, AuditLog audit,
    IClock clock) : IRequestHandler<RunOnDemand, RunOnDemandResult?>
{
    // The row lock makes requests for one list follow each other, so that they find each other's run.
    private const string LockSql = "select from scheduled_lists where id = @scheduledListId for no key update";

    private const string ListSql =
        """
        select r.schedule_id, r.paused_at is not null as paused, r.part_key
        from current_parts r
        join collectors c on c.id = @userId and c.address = r.address
        join schedules s on s.id = r.schedule_id and not s.unsaved_copy
        where r.scheduled_list_id = @scheduledListId and r.part_id is not distinct from @partId and r.run_on_demand
        """;

    // Locks the person too: two tabs cannot pass the limit together.
    private const string MineSql =
        """
        with me as (select id from users where id = @userId for update)
        select count(*)
        from me
        join runs r on r.requested_by = me.id
        where r.kind = 'on_demand' and r.state in ('waiting', 'running')
        """;

    // One that began for others is not joined by somebody of whom nothing was asked then.
    private const string UnderWaySql =
        """
        select r.id
        from runs r
        join deliveries d on d.run_id = r.id
        join users u on u.id = @userId
        where d.scheduled_list_id = @scheduledListId and d.part_key is not distinct from @partKey and r.kind = 'on_demand'
          and r.state in ('waiting', 'running') and u.email = any(d.recipients)
        order by r.id
        limit 1
        """;

    private const string NewestFileSql =
        """
        select r.as_of
        from run_requests q
        join runs r on r.id = q.run_id and r.kind = 'on_demand'
        join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id and d.part_key is not distinct from @partKey
        join stored_files f on f.id = d.file_id and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
        where q.user_id = @userId and q.scheduled_list_id = @scheduledListId
        order by q.id desc
        limit 1
        """;

    private const string RequestSql =
        """
        insert into run_requests (run_id, scheduled_list_id, user_id, requested_at)
        values (@runId, @scheduledListId, @userId, @now)
        on conflict do nothing
        """;

    public async Task<RunOnDemandResult?> Handle(RunOnDemand request, CancellationToken cancellationToken)
    {
        // Before anything is locked, since it may take seconds; the run asks again.
        if (await refused.WhyAsync(request.ScheduledListId, request.PartId, request.Actor.UserId, cancellationToken) is { } why)
        {
            return new RunOnDemandResult.Refused(why);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(LockSql, new { request.ScheduledListId }, cancellationToken);
        var list = await connection.ReadOneAsync<ListRow>(
            ListSql, new { request.ScheduledListId, request.PartId, request.Actor.UserId }, cancellationToken);
        if (list is null)
        {
            return null;
        }

        if (list.Paused)
        {
            return new RunOnDemandResult.Refused("This report is not available at the moment.");
        }

        var now = clock.GetCurrentInstant();
        var parameters = new { request.ScheduledListId, request.Actor.UserId, list.PartKey, now };
        var runId = await connection.ScalarAsync<long?>(UnderWaySql, parameters, cancellationToken);
        if (runId is null && await connection.ScalarAsync<int>(MineSql, parameters, cancellationToken) >= RunOnDemand.MostAtOnce)
        {
            return new RunOnDemandResult.Refused(
                $"You have {RunOnDemand.MostAtOnce} reports running. Start this one when one of them is ready.");
        }

        if (runId is null && await quotas.UseAsync(
                connection, Quota.OnDemandRun, request.Actor.UserId, CountedAs(request), cancellationToken) is { } reached)
        {
            var file = await connection.ScalarAsync<Instant?>(NewestFileSql, parameters, cancellationToken);
            var zone = (await venues.ReadAsync(cancellationToken)).Zone;
            return new RunOnDemandResult.Refused(reached.Words("run this report", "It can be run again", zone, file));
        }

        runId ??= await InsertRun.ExecuteAsync(
            connection,
            new NewRun(
                list.ScheduleId, "on_demand", OccurrenceAt: null, AsOf: now, Late: false, request.Actor.UserId, request.ScheduledListId,
                PartKey: list.PartKey),
            now,
            cancellationToken);
        await connection.RunAsync(RequestSql, new { runId, request.ScheduledListId, request.Actor.UserId, now }, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "scheduled_list.run_on_demand", "scheduled_list", request.ScheduledListId, new { runId },
            cancellationToken);
        await connection.RunAsync(WorkSignal.NotifySql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RunOnDemandResult.Done();
    }

    // Parts and scheduled lists have numbers of their own: below nothing it is a part's.
    private static long CountedAs(RunOnDemand request) => request.PartId is { } part ? -part : request.ScheduledListId;

    private sealed record ListRow
    {
        public long ScheduleId { get; init; }
        public bool Paused { get; init; }
        public string? PartKey { get; init; }
    }
}
