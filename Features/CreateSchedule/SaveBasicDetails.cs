using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Saves Basic Details of a schedule, unless somebody else did since they were read.</summary>
public sealed record ChangeBasicDetails(long Id, BasicDetailsInput Details, int Version, Actor Actor) : IRequest<BasicDetailsSaved>;

/// <summary>What became of it.</summary>
public abstract record BasicDetailsSaved
{
    public sealed record Done : BasicDetailsSaved;

    /// <summary>The schedule is not there, or was deleted meanwhile.</summary>
    public sealed record Gone : BasicDetailsSaved;

    /// <summary>The action cannot be changed: the schedule contains what the other action has no use for.</summary>
    public sealed record HasEntries(string Words) : BasicDetailsSaved;

    /// <summary>Somebody else saved first; nothing was changed.</summary>
    /// <param name="Version">The version that is stored now.</param>
    /// <param name="Edits">What was done since, oldest first.</param>
    public sealed record ChangedMeanwhile(int Version, IReadOnlyList<Edit> Edits) : BasicDetailsSaved;
}

internal sealed class ChangeBasicDetailsValidator : AbstractValidator<ChangeBasicDetails>
{
    public ChangeBasicDetailsValidator() => RuleFor(request => request.Details).SetValidator(new BasicDetailsValidator());
}

internal sealed class ChangeBasicDetailsHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<ChangeBasicDetails, BasicDetailsSaved>
{
    private const string UpdateSql =
        """
        update schedules set
          name = @name, description = @description, action = @action, run_on_demand = @runOnDemand, run_as_schedule = @runAsSchedule,
          time_zone = @TimeZone, run_from = @RunFrom, run_until = @RunUntil, occurs = @Occurs, recurs_every = @RecursEvery,
          day_of_month = @DayOfMonth, weekdays = @Weekdays, week_of_month = @WeekOfMonth, daily_frequency = @DailyFrequency,
          before_8_minute = @Before8Minute, every_hours = @EveryHours, start_hour = @StartHour, end_hour = @EndHour, at_hour = @AtHour,
          next_run_at = @nextRunAt, set_aside_reason = null, set_aside_at = null, set_aside_noticed_at = null, version = version + 1
        where id = @id
        """;

    private const string HasEntriesSql =
        """
        select exists (select from scheduled_lists where schedule_id = @id and deleted_at is null)
          or exists (select from integrated_emails where schedule_id = @id and deleted_at is null)
        """;

    public async Task<BasicDetailsSaved> Handle(ChangeBasicDetails request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ScheduleRow.ReadAsync(connection, request.Id, forUpdate: true, cancellationToken) is not { } before)
        {
            return new BasicDetailsSaved.Gone();
        }

        var minute = before.Recurrence.Before8Minute
            ?? await connection.ScalarAsync<int>($"select {Before8Minutes.LeastUsed}", cancellationToken);
        var row = request.Details.ToRow(minute);
        var changes = Change.Between(before, request.Details, row);
        if (changes.Count == 0 && before.SetAsideReason is null)
        {
            return new BasicDetailsSaved.Done();
        }

        if (before.Version != request.Version)
        {
            return new BasicDetailsSaved.ChangedMeanwhile(before.Version, await Edit.SinceAsync(connection, request.Id, request.Version, cancellationToken));
        }

        if (request.Details.Action != before.Action
            && await connection.ScalarAsync<bool>(HasEntriesSql, new { request.Id }, cancellationToken))
        {
            return new BasicDetailsSaved.HasEntries(
                $"This schedule contains {ScheduleActions.PageName(before.Action)}. Delete them from it before you change what it does, or add another schedule.");
        }

        await SaveAsync(connection, request, before, row, cancellationToken);
        await audit.WriteAsync(
            connection, request.Actor, "schedule.changed", "schedule", request.Id, new { version = before.Version + 1, changes }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new BasicDetailsSaved.Done();
    }

    // Only a change of the recurrence may move an occurrence; a schedule that was set aside gets its next one by being saved.
    private Task<int> SaveAsync(NpgsqlConnection connection, ChangeBasicDetails request, ScheduleRow before, RecurrenceRow row, CancellationToken cancellationToken)
    {
        var same = row.Equals(before.Recurrence) && before.SetAsideReason is null;
        var next = request.Details.RunAsSchedule && before.PausedAt is null ? row.ToRecurrence().NextAfter(clock.GetCurrentInstant()) : null;
        return connection.RunAsync(
            UpdateSql,
            ScheduleParameters.Of(request.Details, row, same ? before.NextRunAt : next, new { id = request.Id }),
            cancellationToken);
    }
}
