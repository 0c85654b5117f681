using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>Stops both ways of running. Answers null when there is no such schedule.</summary>
/// <param name="Version">Its version when somebody looked at it; null where that does not matter.</param>
public sealed record PauseSchedule(long Id, Actor Actor, int? Version = null) : IRequest<PauseResult?>;

public abstract record PauseResult
{
    /// <summary>It is paused, now or already.</summary>
    public sealed record Done : PauseResult;

    public sealed record ChangedMeanwhile : PauseResult;
}

internal sealed class PauseScheduleHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<PauseSchedule, PauseResult?>
{
    private const string FindSql =
        """
        select paused_at is not null as paused, coalesce(version <> @version, false) as changed
        from schedules
        where id = @id and deleted_at is null
        for update
        """;

    // Without a next occurrence nothing can be overdue meanwhile; resuming works it out anew.
    private const string PauseSql = "update schedules set paused_at = @now, next_run_at = null where id = @id";

    public async Task<PauseResult?> Handle(PauseSchedule request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadOneAsync<Found>(FindSql, new { request.Id, request.Version }, cancellationToken);
        if (found is null or { Paused: true })
        {
            return found is null ? null : new PauseResult.Done();
        }

        if (found.Changed)
        {
            return new PauseResult.ChangedMeanwhile();
        }

        await connection.RunAsync(PauseSql, new { request.Id, now = clock.GetCurrentInstant() }, cancellationToken);
        await audit.WriteAsync(connection, request.Actor, "schedule.paused", "schedule", request.Id, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new PauseResult.Done();
    }

    private sealed record Found
    {
        public bool Paused { get; init; }

        public bool Changed { get; init; }
    }
}
