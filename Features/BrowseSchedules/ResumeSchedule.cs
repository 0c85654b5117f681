using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BrowseSchedules;

/// <summary>
/// Lets a paused schedule run again, from its first occurrence later than now: what fell into the pause is not made up for.
/// </summary>
/// <param name="Version">Its version when somebody looked at it; null where that does not matter.</param>
public sealed record ResumeSchedule(long Id, Actor Actor, int? Version = null) : IRequest<ResumeResult?>;

public abstract record ResumeResult
{
    /// <summary>It is not paused, now or already.</summary>
    public sealed record Done : ResumeResult;

    /// <summary>It was changed meanwhile: it might do something else than was looked at.</summary>
    public sealed record ChangedMeanwhile : ResumeResult;

    /// <param name="Why">Why it cannot run again.</param>
    public sealed record Refused(string Why) : ResumeResult;
}

internal sealed class ResumeScheduleHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<ResumeSchedule, ResumeResult?>
{
    private const string FindSql =
        $"""
        select paused_at is not null as paused, coalesce(version <> @version, false) as changed, run_as_schedule, {RecurrenceRow.Columns}
        from schedules
        where id = @id and deleted_at is null
        for update of schedules
        """;

    private const string ResumeSql =
        """
        update schedules
        set paused_at = null, unsaved_copy = false, brought_back = false, next_run_at = @next,
          set_aside_reason = null, set_aside_at = null, set_aside_noticed_at = null
        where id = @id
        """;

    public async Task<ResumeResult?> Handle(ResumeSchedule request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.ReadAllAsync<Found, RecurrenceRow?, (Found Schedule, RecurrenceRow? Row)>(
            FindSql, new { request.Id, request.Version }, "time_zone", (schedule, row) => (schedule, row), cancellationToken);
        if (found is not [var (schedule, row)])
        {
            return null;
        }

        if (!schedule.Paused)
        {
            return new ResumeResult.Done();
        }

        if (schedule.Changed)
        {
            return new ResumeResult.ChangedMeanwhile();
        }

        try
        {
            var now = clock.GetCurrentInstant();
            var next = !schedule.RunAsSchedule ? null
                : row is { IsBeforePerformance: true }
                    ? (await PlanPerformances.ExecuteAsync(connection, request.Id, row, now, anew: true, cancellationToken)).Next
                : (row ?? new RecurrenceRow()).ToRecurrence().NextAfter(now);
            await connection.RunAsync(ResumeSql, new { request.Id, next }, cancellationToken);
        }
        catch (RecurrenceException refused)
        {
            return new ResumeResult.Refused($"{refused.Message} Correct its Basic Details, then resume it.");
        }

        await audit.WriteAsync(connection, request.Actor, "schedule.resumed", "schedule", request.Id, null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ResumeResult.Done();
    }

    private sealed record Found
    {
        public bool Paused { get; init; }

        public bool Changed { get; init; }

        public bool RunAsSchedule { get; init; }
    }
}
