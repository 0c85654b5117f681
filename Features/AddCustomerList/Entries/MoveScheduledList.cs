using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Entries;

/// <summary>Puts a scheduled list at a place (from 1) among those of its schedule; false when there is no such entry.</summary>
public sealed record MoveScheduledList(long ScheduleId, long EntryId, int Place, Actor Actor) : IRequest<bool>;

internal sealed class MoveScheduledListHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<MoveScheduledList, bool>
{
    // The schedule's row is what those who change its order wait for.
    private const string LockSql =
        "select id from schedules where id = @scheduleId for no key update";

    private const string OrderSql =
        """
        select sl.id
        from scheduled_lists sl
        join schedules s on s.id = sl.schedule_id and s.deleted_at is null
        where sl.schedule_id = @scheduleId and sl.deleted_at is null
        order by sl.position, sl.id
        """;

    private const string PlaceSql =
        """
        update scheduled_lists sl
        set position = placed.position
        from unnest(@ids) with ordinality placed (id, position)
        where sl.id = placed.id and sl.position <> placed.position
        """;

    public async Task<bool> Handle(MoveScheduledList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var schedule = new { request.ScheduleId };
        await connection.RunAsync(LockSql, schedule, cancellationToken);
        var order = await connection.ReadAllAsync<long>(OrderSql, schedule, cancellationToken);
        if (!order.Remove(request.EntryId))
        {
            return false;
        }

        order.Insert(Math.Clamp(request.Place - 1, 0, order.Count), request.EntryId);
        var moved = await connection.RunAsync(PlaceSql, new { ids = order.ToArray() }, cancellationToken);
        if (moved > 0)
        {
            await audit.WriteAsync(
                connection, request.Actor, "scheduled_list.moved", "scheduled_list", request.EntryId,
                new { request.ScheduleId, request.Place }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
