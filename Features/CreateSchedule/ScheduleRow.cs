using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using Dapper;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Basic Details as stored; the one place that names their columns.</summary>
internal sealed record ScheduleRow
{
    private static readonly string[] Names =
        ["name", "description", "action", "run_on_demand", "run_as_schedule", .. RecurrenceRow.Names];

    /// <summary>Every column that Basic Details fill, to be read, inserted or copied.</summary>
    public static readonly string Columns = string.Join(", ", Names);

    /// <summary>A parameter for each of <see cref="Columns"/>, as <see cref="ToParameters"/> names them.</summary>
    public static readonly string Parameters = string.Join(
        ", ", Names.Select(name => $"@{name.Replace("_", "", StringComparison.Ordinal)}"));

    /// <summary>The columns to copy, with what some of them get instead.</summary>
    public static string Copied(params (string Column, string Sql)[] instead) =>
        string.Join(", ", Names.Select(name => instead.FirstOrDefault(other => other.Column == name).Sql ?? name));

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

    public static async Task<ScheduleRow?> ReadAsync(
        NpgsqlConnection connection, long id, bool forUpdate, CancellationToken cancellationToken) =>
        (await connection.ReadAllAsync<ScheduleRow, RecurrenceRow, ScheduleRow>(
            $"""
            select next_run_at, paused_at, set_aside_reason, version, {Columns}, {RecurrenceRow.ClosuresColumn}
            from schedules
            where id = @id and deleted_at is null
            {(forUpdate ? "for update" : "")}
            """,
            new { id },
            "time_zone",
            (schedule, recurrence) => schedule with { Recurrence = recurrence ?? new RecurrenceRow() },
            cancellationToken)).SingleOrDefault();

    /// <summary>What is typed, as it is stored.</summary>
    /// <param name="details">The form.</param>
    /// <param name="before8Minute">The minute to use where Runs before 08:00 is chosen.</param>
    public static ScheduleRow Of(BasicDetailsInput details, int before8Minute) => new()
    {
        Name = details.Name.Trim(),
        Description = details.Description.Trim(),
        Action = details.Action,
        RunOnDemand = details.OnDemand,
        RunAsSchedule = details.RunAsSchedule,
        Recurrence = details.ToRow(before8Minute),
    };

    /// <summary>The columns' values, and what the statement needs besides.</summary>
    public DynamicParameters ToParameters(object others)
    {
        var parameters = new DynamicParameters(this);
        parameters.AddDynamicParams(Recurrence);
        parameters.AddDynamicParams(others);
        return parameters;
    }

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
