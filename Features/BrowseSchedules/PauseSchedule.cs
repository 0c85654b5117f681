using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>Stops both ways of running. Answers false when there is no such schedule.</summary>
public sealed record PauseSchedule(long Id, Actor Actor) : IRequest<bool>;

internal sealed class PauseScheduleHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<PauseSchedule, bool>
{
    // Without a next occurrence nothing can be overdue meanwhile; resuming works it out anew.
    private const string PauseSql =
        """
        with found as (select id, paused_at from schedules where id = @id and deleted_at is null for update)
        update schedules set paused_at = coalesce(found.paused_at, @now), next_run_at = null
        from found
        where schedules.id = found.id
        returning found.paused_at is null
        """;

    public async Task<bool> Handle(PauseSchedule request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.ScalarAsync<bool?>(PauseSql, new { request.Id, now = clock.GetCurrentInstant() }, cancellationToken);
        if (changed is true)
        {
            await audit.WriteAsync(connection, request.Actor, "schedule.paused", "schedule", request.Id, null, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changed is not null;
    }
}
