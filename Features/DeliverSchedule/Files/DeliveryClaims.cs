using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Scheduling;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Files;

/// <summary>Taking deliveries up and giving them back. A claim raises the attempt; whoever held an earlier one can complete nothing.</summary>
internal sealed class DeliveryClaims(NpgsqlDataSource dataSource, WorkOptions options, IClock clock)
{
    private const string ClaimSql =
        """
        with next as (
          select id
          from deliveries
          where state in ('waiting', 'making') and next_attempt_at <= @now
            and (state = 'waiting' or lease_until < clock_timestamp())
          order by on_demand, next_attempt_at, id
          limit 1
          for update skip locked
        ), claimed as (
          update deliveries d
          set state = 'making', attempt = d.attempt + 1, rows_so_far = 0, lease_until = clock_timestamp() + @lease
          from next
          where d.id = next.id
          returning d.*
        ), attempt as (
          insert into delivery_attempts (delivery_id, attempt, started_at)
          select id, attempt, @now from claimed
        ), running as (
          update runs set state = 'running' where id = (select run_id from claimed) and state = 'waiting'
        )
        select c.id, c.run_id, c.scheduled_list_id, r.kind as run_kind, r.as_of, c.attempt, c.failures, c.name, c.file_format,
          c.when_empty, c.snapshot::text as snapshot, c.recipients
        from claimed c
        join runs r on r.id = c.run_id
        """;

    private const string GoneSql =
        """
        select case
          when s.deleted_at is not null then 'The schedule was deleted before its file was made.'
          when sl.deleted_at is not null then 'The customer list was deleted from the schedule before its file was made.'
        end
        from deliveries d
        join scheduled_lists sl on sl.id = d.scheduled_list_id
        join schedules s on s.id = sl.schedule_id
        where d.id = @id
        """;

    private const string GiveBackSql =
        """
        with given as (
          update deliveries
          set state = 'waiting', lease_until = null, rows_so_far = null
          where id = @id and attempt = @attempt and state = 'making'
          returning id, attempt
        )
        update delivery_attempts a
        set ended_at = @now, outcome = 'Interrupted by a stop of the application; taken up again at once.'
        from given
        where a.delivery_id = given.id and a.attempt = given.attempt
        """;

    public async Task<DeliveryClaim?> NextAsync(CancellationToken cancellationToken)
    {
        return await dataSource.ReadOneAsync<DeliveryClaim>(
            ClaimSql, new { now = clock.GetCurrentInstant(), options.Lease }, cancellationToken);
    }

    /// <summary>Why the delivery is not wanted any more; null while it is.</summary>
    public async Task<string?> WhyGoneAsync(DeliveryClaim claim, CancellationToken cancellationToken)
    {
        return await dataSource.ScalarAsync<string?>(GoneSql, new { claim.Id }, cancellationToken);
    }

    /// <summary>A graceful stop: the delivery waits again, and the attempt does not count as a failure.</summary>
    public async Task GiveBackAsync(DeliveryClaim claim, CancellationToken cancellationToken)
    {
        await dataSource.RunAsync(GiveBackSql, new { claim.Id, claim.Attempt, now = clock.GetCurrentInstant() }, cancellationToken);
    }
}
