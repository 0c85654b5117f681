using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Logging;
using Dapper;
using MediatR;
using NodaTime.TimeZones;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Due;

/// <summary>After an update of the time zone database, works out anew when schedules run next. Occurrences already due stay.</summary>
public sealed record RecomputeOccurrences : IRequest<Unit>;

internal sealed class RecomputeOccurrencesHandler(
    NpgsqlDataSource dataSource, IClock clock, ILogger<RecomputeOccurrencesHandler> logger) : IRequestHandler<RecomputeOccurrences, Unit>
{
    private const string VersionSql = "select tzdb_version from venue_settings for update";

    private const string SchedulesSql =
        $"""
        select schedules.id, {RecurrenceRow.Columns}
        from schedules
        where next_run_at > @now and deleted_at is null and set_aside_reason is null
        for update of schedules
        """;

    public async Task<Unit> Handle(RecomputeOccurrences request, CancellationToken cancellationToken)
    {
        var version = TzdbDateTimeZoneSource.Default.VersionId;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var last = await connection.ScalarAsync<string?>(VersionSql, cancellationToken);
        if (last == version)
        {
            return Unit.Value;
        }

        if (last is not null)
        {
            await RecomputeAsync(connection, cancellationToken);
            logger.LogInformation("Time zones changed from {Last} to {Version}: next occurrences were worked out anew", last, version);
        }

        await connection.RunAsync("update venue_settings set tzdb_version = @version", new { version }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Unit.Value;
    }

    private async Task RecomputeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var schedules = await connection.ReadAllAsync<long, RecurrenceRow, (long Id, RecurrenceRow Row)>(
            SchedulesSql, new { now }, "time_zone", (id, row) => (id, row), cancellationToken);
        foreach (var (id, row) in schedules)
        {
            try
            {
                var next = row.IsBeforePerformance
                    ? (await PlanPerformances.ExecuteAsync(connection, id, row, now, anew: false, cancellationToken)).Next
                    : row.ToRecurrence().NextAfter(now);
                await connection.RunAsync("update schedules set next_run_at = @next where id = @id", new { id, next }, cancellationToken);
            }
            catch (RecurrenceException e)
            {
                logger.LogError("Schedule {Schedule} keeps its next occurrence: {Error}", id, ErrorWords.InOneLine(e));
            }
        }
    }
}
