using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Saves Basic Details: makes a schedule of them, or changes one unless somebody else did since they were read.</summary>
/// <param name="Id">The schedule; null for a new one.</param>
/// <param name="Details">The form.</param>
/// <param name="Version">The version that the form began with.</param>
/// <param name="Key">Made with the form of a new schedule: sent again, it changes the schedule that it made.</param>
/// <param name="Actor">Who; a new schedule's owner to be.</param>
public sealed record SaveBasicDetails(
    long? Id, BasicDetailsInput Details, int Version, Guid Key, Actor Actor) : IRequest<BasicDetailsSaved?>;

internal sealed class SaveBasicDetailsValidator : AbstractValidator<SaveBasicDetails>
{
    public SaveBasicDetailsValidator(IClock clock)
    {
        RuleFor(request => request.Details).SetValidator(new BasicDetailsValidator());
        RuleFor(request => request.Details.RunUntil)
            .Must((request, _) => request.Details.ToRow(
                DailyFrequency.Before8.Last).ToRecurrence().NextAfter(clock.GetCurrentInstant()) is not null)
            .When(request => request.Id is null
            && !request.Details.BeforePerformance
            && request.Details.RunAsSchedule
            && new BasicDetailsValidator().Validate(request.Details).IsValid)
            .WithMessage("Every occurrence of this has passed.");
    }
}

internal sealed class SaveBasicDetailsHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
    : IRequestHandler<SaveBasicDetails, BasicDetailsSaved?>
{
    private static readonly string InsertSql =
        $"""
        insert into schedules ({ScheduleRow.Columns}, next_run_at, owner_id, created_at, creation_key)
        values ({ScheduleRow.Parameters}, @nextRunAt, @ownerId, @now, @key)
        on conflict (creation_key) do nothing
        returning id
        """;

    private static readonly string UpdateSql =
        $"""
        update schedules
        set ({ScheduleRow.Columns}) = row ({ScheduleRow.Parameters}), next_run_at = @nextRunAt,
          set_aside_reason = null, set_aside_at = null, set_aside_noticed_at = null, version = version + 1
        where id = @id
        """;

    private const string HasEntriesSql =
        """
        select exists (select from scheduled_lists where schedule_id = @id and deleted_at is null)
          or exists (select from integrated_emails where schedule_id = @id and deleted_at is null)
        """;

    private const string ClosuresSql = "select closures from venue_settings";

    private const string SavedSql = "update schedules set unsaved_copy = false where id = @id and unsaved_copy and not brought_back";

    public async Task<BasicDetailsSaved?> Handle(SaveBasicDetails request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var saved = request.Id is { } id
            ? await ChangeAsync(connection, id, request, cancellationToken)
            : await AddAsync(connection, request, cancellationToken);
        if (saved is BasicDetailsSaved.Done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return saved;
    }

    private async Task<BasicDetailsSaved?> AddAsync(
        NpgsqlConnection connection, SaveBasicDetails request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var row = await RowAsync(
            connection, request.Details, await LeastUsedMinuteAsync(connection, cancellationToken), null, cancellationToken);
        try
        {
            row = row with { NextRunAt = NextAfter(row, now) };
        }
        catch (RecurrenceException refused)
        {
            return new BasicDetailsSaved.Impossible(request.Details.Field(refused.Part), refused.Message);
        }

        if (row.RunAsSchedule && row.Recurrence.IsBeforePerformance)
        {
            if (row.Recurrence.RunUntil < now.InZone(DateTimeZoneProviders.Tzdb[row.Recurrence.TimeZone!]).Date)
            {
                return new BasicDetailsSaved.Impossible(nameof(BasicDetailsInput.RunUntil), "Run until has passed.");
            }
        }
        else if (row.RunAsSchedule && row.NextRunAt is null)
        {
            return new BasicDetailsSaved.Impossible(
                nameof(BasicDetailsInput.RunUntil), "Every occurrence that is left falls on one of the venue's closures.");
        }

        var others = new { ownerId = request.Actor.UserId, now, key = request.Key };
        if (await connection.ScalarAsync<long?>(InsertSql, row.ToParameters(others), cancellationToken) is not { } id)
        {
            // The form was sent before (a double click, or Back and Next): what it says now is an edit.
            var made = await connection.ReadSingleAsync<long>(
                "select id from schedules where creation_key = @key", new { request.Key }, cancellationToken);
            return await ChangeAsync(connection, made, request, cancellationToken);
        }

        await PlanAsync(connection, id, row, now, cancellationToken);
        var recurrence = row.RunAsSchedule ? row.Recurrence.ToRecurrence().Describe() : null;
        await audit.WriteAsync(
            connection, request.Actor, "schedule.created", "schedule", id,
            new { name = row.Name, recurrence, onDemand = row.RunOnDemand }, cancellationToken);
        return new BasicDetailsSaved.Done(id);
    }

    private async Task<BasicDetailsSaved?> ChangeAsync(
        NpgsqlConnection connection, long id, SaveBasicDetails request, CancellationToken cancellationToken)
    {
        if (await ScheduleRow.ReadAsync(connection, id, forUpdate: true, cancellationToken) is not { } before)
        {
            return null;
        }

        await connection.RunAsync(SavedSql, new { id }, cancellationToken);
        var minute = before.Recurrence.Before8Minute ?? await LeastUsedMinuteAsync(connection, cancellationToken);
        var row = await RowAsync(connection, request.Details, minute, before.Recurrence.PerformanceOf, cancellationToken);
        var changes = FieldChange.Between(before, row);
        if (changes.Count == 0 && before.SetAsideReason is null)
        {
            return new BasicDetailsSaved.Done(id);
        }

        if (before.Version != request.Version)
        {
            return new BasicDetailsSaved.ChangedMeanwhile(
                before.Version, await SavedVersion.SinceAsync(connection, id, request.Version, cancellationToken));
        }

        if (row.Action != before.Action && await connection.ScalarAsync<bool>(HasEntriesSql, new { id }, cancellationToken))
        {
            return new BasicDetailsSaved.HasEntries(
                $"This schedule contains {ScheduleActions.PageName(before.Action)}. "
                + "Delete them from it before you change what it does, or add another schedule.");
        }

        // Only a change of the recurrence may move an occurrence; a schedule that was set aside gets its next one by being saved.
        var now = clock.GetCurrentInstant();
        var keeps = row.Recurrence.Equals(before.Recurrence) && before.SetAsideReason is null;
        try
        {
            row = row with { NextRunAt = keeps ? before.NextRunAt : before.PausedAt is null ? NextAfter(row, now) : null };
        }
        catch (RecurrenceException refused)
        {
            return new BasicDetailsSaved.Impossible(request.Details.Field(refused.Part), refused.Message);
        }

        await connection.RunAsync(UpdateSql, row.ToParameters(new { id }), cancellationToken);
        if (!keeps && before.PausedAt is null)
        {
            await PlanAsync(connection, id, row, now, cancellationToken);
        }


        if (await MisplacedThisPerformance.InScheduleAsync(connection, id, cancellationToken) is { } misplaced)
        {
            return new BasicDetailsSaved.Impossible(
                request.Details.RunAsSchedule ? nameof(BasicDetailsInput.Occurs) : nameof(BasicDetailsInput.RunOnDemand), misplaced);
        }

        var version = before.Version + 1;
        await SavedVersion.InsertAsync(connection, id, version, request.Actor, now, changes, cancellationToken);
        await audit.WriteAsync(connection, request.Actor, "schedule.changed", "schedule", id, new { version, changes }, cancellationToken);
        return new BasicDetailsSaved.Done(id);
    }

    private static async Task<ScheduleRow> RowAsync(
        NpgsqlConnection connection, BasicDetailsInput details, int minute, string? performancesBefore,
        CancellationToken cancellationToken)
    {
        var row = ScheduleRow.Of(details, minute);
        row = row with
        {
            Recurrence = await NamePerformances.NamedAsync(connection, row.Recurrence, performancesBefore, cancellationToken),
        };
        return row.Recurrence.SkipsClosures
            ? row with
            {
                Recurrence = row.Recurrence with { Closures = await connection.ScalarAsync<string?>(ClosuresSql, cancellationToken) },
            }
            : row;
    }

    // A performance's list is due by what is known of it, which is kept.
    private static async Task PlanAsync(
        NpgsqlConnection connection, long id, ScheduleRow row, Instant now, CancellationToken cancellationToken)
    {
        if (row.RunAsSchedule && row.Recurrence.IsBeforePerformance)
        {
            var plan = await PlanPerformances.ExecuteAsync(connection, id, row.Recurrence, now, anew: true, cancellationToken);
            await connection.RunAsync("update schedules set next_run_at = @next where id = @id", new { id, plan.Next }, cancellationToken);
        }
    }

    private static Instant? NextAfter(ScheduleRow row, Instant now) =>
        row.RunAsSchedule ? row.Recurrence.ToRecurrence().NextAfter(now) : null;

    private static Task<int> LeastUsedMinuteAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ScalarAsync<int>($"select {Before8Minutes.LeastUsed}", cancellationToken);
}
