using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>
/// Copies a schedule with its entries and recipients. The copy is paused, and unseen by partners until it is saved or resumed, so that
/// nobody gets anything of it before somebody has looked at it.
/// </summary>
/// <param name="Key">Made with the button: pressed twice, it answers with the same copy.</param>
/// <param name="Actor">The copy's owner.</param>
public sealed record DuplicateSchedule(long Id, Guid Key, Actor Actor) : IRequest<long?>;

internal sealed class DuplicateScheduleHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<DuplicateSchedule, long?>
{
    private static readonly string CopySql =
        $"""
        insert into schedules ({ScheduleRow.Columns}, paused_at, owner_id, created_at, creation_key, unsaved_copy)
        select {ScheduleRow.Copied(("name", NewName), ("before_8_minute", NewMinute))}, @now, @owner, @now, @key, true
        from schedules
        where id = @id and deleted_at is null
        on conflict (creation_key) do nothing
        returning id
        """;

    private const string NewName = "left(@copyOf || name, 200)";

    private const string NewMinute = $"case when before_8_minute is not null then {Before8Minutes.LeastUsed} end";

    private const string CopyEntrySql =
        """
        insert into scheduled_lists (schedule_id, position, name, customer_list_id, custom_subject, file_format, output_columns, sort_by,
          row_per_booking, when_empty, at_least, send, remind, split_by)
        select @copy, position, name, customer_list_id, custom_subject, file_format, output_columns, sort_by, row_per_booking, when_empty,
          at_least, send, remind, split_by
        from scheduled_lists
        where id = @entry
        returning id
        """;

    private const string CopyRecipientsSql =
        """
        insert into scheduled_list_recipients (scheduled_list_id, address, position)
        select @entryCopy, address, position from scheduled_list_recipients where scheduled_list_id = @entry;
        insert into scheduled_list_parts (scheduled_list_id, value, address, position)
        select @entryCopy, value, address, position from scheduled_list_parts where scheduled_list_id = @entry order by id
        """;

    // A copy's first send is a first send: it is asked about again.
    private const string CopyEmailsSql =
        """
        insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
          output_columns)
        select @copy, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name, output_columns
        from integrated_emails
        where schedule_id = @id and deleted_at is null
        order by position, id
        """;

    public async Task<long?> Handle(DuplicateSchedule request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var copy = await connection.ScalarAsync<long?>(
            CopySql,
            new { request.Id, request.Key, copyOf = "Copy of ", owner = request.Actor.UserId, now = clock.GetCurrentInstant() },
            cancellationToken);
        if (copy is null)
        {
            return await connection.ScalarAsync<long?>(
                "select id from schedules where creation_key = @key and deleted_at is null", new { request.Key }, cancellationToken);
        }

        var entries = await connection.ReadAllAsync<long>(
            "select id from scheduled_lists where schedule_id = @id and deleted_at is null order by position, id",
            new { request.Id },
            cancellationToken);
        foreach (var entry in entries)
        {
            var entryCopy = await connection.ScalarAsync<long>(CopyEntrySql, new { copy, entry }, cancellationToken);
            await connection.RunAsync(CopyRecipientsSql, new { entryCopy, entry }, cancellationToken);
        }

        await connection.RunAsync(CopyEmailsSql, new { copy, request.Id }, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "schedule.duplicated", "schedule", copy, new { from = request.Id }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return copy;
    }
}
