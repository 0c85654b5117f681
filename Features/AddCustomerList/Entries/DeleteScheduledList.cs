using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Entries;

/// <summary>Takes a scheduled list out of its schedule; its runs stay. Answers its name, or null when there is no such entry.</summary>
public sealed record DeleteScheduledList(long ScheduleId, long EntryId, Actor Actor) : IRequest<string?>;

internal sealed class DeleteScheduledListHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<DeleteScheduledList, string?>
{
    private const string DeleteSql =
        """
        update scheduled_lists sl
        set deleted_at = @now, version = sl.version + 1
        from schedules s
        where sl.id = @entryId and sl.schedule_id = @scheduleId and sl.deleted_at is null
          and s.id = sl.schedule_id and s.deleted_at is null
        returning sl.name
        """;

    public async Task<string?> Handle(DeleteScheduledList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var name = await connection.ScalarAsync<string?>(DeleteSql, new { request.ScheduleId, request.EntryId, now }, cancellationToken);
        if (name is null)
        {
            return null;
        }

        await UnsentMessages.CancelAsync(connection, request.EntryId, null, now, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "scheduled_list.deleted", "scheduled_list", request.EntryId,
            new { request.ScheduleId, name }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return name;
    }
}
