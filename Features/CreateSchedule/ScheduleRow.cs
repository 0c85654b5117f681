using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Basic Details as stored.</summary>
internal sealed record ScheduleRow
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Action { get; init; }

    public bool RunOnDemand { get; init; }

    public bool RunAsSchedule { get; init; }

    public Instant? NextRunAt { get; init; }

    public Instant? PausedAt { get; init; }

    public string? SetAsideReason { get; init; }

    public int Version { get; init; }

    public RecurrenceRow Recurrence { get; init; } = new();

    public static async Task<ScheduleRow?> ReadAsync(NpgsqlConnection connection, long id, bool forUpdate, CancellationToken cancellationToken) =>
        (await connection.ReadAllAsync<ScheduleRow, RecurrenceRow, ScheduleRow>(
            $"""
            select name, description, action, run_on_demand, run_as_schedule, next_run_at, paused_at, set_aside_reason, version, {RecurrenceRow.Columns}
            from schedules
            where id = @id and deleted_at is null
            {(forUpdate ? "for update" : "")}
            """,
            new { id },
            "time_zone",
            (schedule, recurrence) => schedule with { Recurrence = recurrence ?? new RecurrenceRow() },
            cancellationToken)).SingleOrDefault();

    public void Fill(BasicDetailsInput input)
    {
        input.Name = Name;
        input.Description = Description;
        input.Action = Action;
        input.RunOnDemand = RunOnDemand;
        input.RunAsSchedule = RunAsSchedule;
        if (RunAsSchedule)
        {
            input.Fill(Recurrence);
        }
    }
}
