using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules.Deleted;

/// <summary>
/// Takes back that a schedule was deleted, with the entries and recipients that it had then. It comes back paused, and unseen by partners
/// until it is resumed. Access to its earlier files, which ended when it was deleted, does not come back: what is left of them is revoked.
/// </summary>
public sealed record BringBackSchedule(long Id, Actor Actor) : IRequest<BringBackResult?>;

internal sealed class BringBackScheduleHandler(NpgsqlDataSource dataSource, EncryptedFileStore store, AuditLog audit, IClock clock)
    : IRequestHandler<BringBackSchedule, BringBackResult?>
{
    private const string Suffix = " (brought back)";

    private const string Reason = "The schedule was deleted.";

    private const string FindSql =
        """
        select name, deleted_at, brought_back,
          exists (select from runs where schedule_id = @id and state in ('waiting', 'running')) as under_way,
          exists (select from schedules other where other.deleted_at is null and lower(other.name) = lower(schedules.name)) as taken
        from schedules
        where id = @id and (deleted_at is not null or brought_back)
        for update
        """;

    private const string ScheduleSql =
        """
        update schedules
        set deleted_at = null, deleted_by = null, paused_at = @now, next_run_at = null, unsaved_copy = true, brought_back = true,
          name = case when @taken then left(name, 200 - length(@suffix)) || @suffix else name end, version = version + 1
        where id = @id
        returning name
        """;

    // What was deleted with the schedule, and not before it. Lists are locked, so that none is deleted meanwhile.
    private const string EntriesSql =
        """
        with lists as (
          select id from customer_lists
          where deleted_at is null and id in (
            select customer_list_id from scheduled_lists where schedule_id = @id and deleted_at = @deletedAt
            union all
            select customer_list_id from integrated_emails where schedule_id = @id and deleted_at = @deletedAt)
          order by id
          for share
        ), back as (
          update scheduled_lists e set deleted_at = null, version = version + 1
          where schedule_id = @id and deleted_at = @deletedAt and customer_list_id in (select id from lists)
          returning e.id, e.name, true as list
        ), emails_back as (
          update integrated_emails e set deleted_at = null, version = version + 1
          where schedule_id = @id and deleted_at = @deletedAt and customer_list_id in (select id from lists)
          returning e.id, e.name, false as list
        ), all_of_them as (
          select id, name, true as list from scheduled_lists where schedule_id = @id and deleted_at = @deletedAt
          union all
          select id, name, false as list from integrated_emails where schedule_id = @id and deleted_at = @deletedAt
        )
        select a.id, a.name, a.list, b.id is not null as back
        from all_of_them a
        left join (select * from back union all select * from emails_back) b on b.id = a.id and b.list = a.list
        order by a.id
        """;

    private const string FilesSql =
        """
        select distinct f.id
        from stored_files f
        join deliveries d on d.file_id = f.id
        join runs r on r.id = d.run_id
        where r.schedule_id = @id and f.deleted_at is null and f.revoked_at is null
        order by f.id
        """;

    public async Task<BringBackResult?> Handle(BringBackSchedule request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadOneAsync<Found>(FindSql, new { request.Id }, cancellationToken);
        switch (found)
        {
            case null:
                return null;
            case { DeletedAt: null }:
                return new BringBackResult.Done(found.Name, []); // Pressed twice.
            case { UnderWay: true }:
                return new BringBackResult.Refused(
                    "A run of it that was under way when it was deleted is still being ended. Try again in a minute.");
        }

        var name = await connection.ScalarAsync<string>(
            ScheduleSql, new { request.Id, now, found.Taken, suffix = Suffix }, cancellationToken);
        var entries = await connection.ReadAllAsync<Entry>(EntriesSql, new { request.Id, found.DeletedAt }, cancellationToken);
        foreach (var list in entries.Where(entry => entry is { List: true, Back: true }))
        {
            await UnsentMessages.CancelAsync(connection, list.Id, null, now, cancellationToken);
        }

        var files = await connection.ReadAllAsync<long>(FilesSql, new { request.Id }, cancellationToken);
        foreach (var file in files)
        {
            await Revocation.RevokeAsync(connection, store, audit, file, Reason, request.Actor, now, cancellationToken);
        }

        await audit.WriteAsync(
            connection, request.Actor, "schedule.brought_back", "schedule", request.Id,
            new { name, entries = entries.Count(entry => entry.Back), revokedFiles = files.Count }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new BringBackResult.Done(name!, [.. entries.Where(entry => !entry.Back).Select(entry => entry.Name)]);
    }

    private sealed record Found
    {
        public required string Name { get; init; }

        public Instant? DeletedAt { get; init; }

        public bool BroughtBack { get; init; }

        public bool UnderWay { get; init; }

        public bool Taken { get; init; }
    }

    private sealed record Entry
    {
        public long Id { get; init; }

        public required string Name { get; init; }

        public bool List { get; init; }

        public bool Back { get; init; }
    }
}
