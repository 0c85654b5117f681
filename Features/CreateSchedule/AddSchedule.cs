using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>Makes a schedule from Basic Details.</summary>
/// <param name="Details">The form.</param>
/// <param name="Key">Made with the form: sent again, it answers with the schedule that it made.</param>
/// <param name="Actor">Its owner to be.</param>
public sealed record AddSchedule(BasicDetailsInput Details, Guid Key, Actor Actor) : IRequest<AddedSchedule>;

/// <param name="Id">The schedule.</param>
/// <param name="Already">The form had made it before, and nothing was saved now.</param>
public sealed record AddedSchedule(long Id, bool Already);

internal sealed class AddScheduleValidator : AbstractValidator<AddSchedule>
{
    public AddScheduleValidator(IClock clock)
    {
        RuleFor(request => request.Details).SetValidator(new BasicDetailsValidator());
        RuleFor(request => request.Details.RunUntil)
            .Must((request, _) => request.Details.ToRow(DailyFrequency.Before8.Last).ToRecurrence().NextAfter(clock.GetCurrentInstant()) is not null)
            .When(request => request.Details.RunAsSchedule && new BasicDetailsValidator().Validate(request.Details).IsValid)
            .WithMessage("Every occurrence of this has passed.");
    }
}

internal sealed class AddScheduleHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<AddSchedule, AddedSchedule>
{
    private const string InsertSql =
        """
        insert into schedules (
          name, description, action, run_on_demand, run_as_schedule, time_zone, run_from, run_until, occurs, recurs_every, day_of_month, weekdays,
          week_of_month, daily_frequency, before_8_minute, every_hours, start_hour, end_hour, at_hour, next_run_at, owner_id, created_at, creation_key)
        values (
          @name, @description, @action, @runOnDemand, @runAsSchedule, @TimeZone, @RunFrom, @RunUntil, @Occurs, @RecursEvery, @DayOfMonth, @Weekdays,
          @WeekOfMonth, @DailyFrequency, @Before8Minute, @EveryHours, @StartHour, @EndHour, @AtHour, @nextRunAt, @ownerId, @now, @key)
        on conflict (creation_key) do nothing
        returning id
        """;

    public async Task<AddedSchedule> Handle(AddSchedule request, CancellationToken cancellationToken)
    {
        var details = request.Details;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var minute = await connection.ScalarAsync<int>($"select {Before8Minutes.LeastUsed}", cancellationToken);
        var row = details.ToRow(minute);
        var now = clock.GetCurrentInstant();
        var id = await connection.ScalarAsync<long?>(
            InsertSql,
            ScheduleParameters.Of(details, row, details.RunAsSchedule ? row.ToRecurrence().NextAfter(now) : null, new
            {
                ownerId = request.Actor.UserId, now, key = request.Key,
            }),
            cancellationToken);
        if (id is null)
        {
            return new AddedSchedule(
                await connection.ReadSingleAsync<long>(
                    "select id from schedules where creation_key = @key", new { key = request.Key }, cancellationToken),
                Already: true);
        }

        await audit.WriteAsync(
            connection, request.Actor, "schedule.created", "schedule", id,
            new { name = details.Name.Trim(), recurrence = details.RunAsSchedule ? row.ToRecurrence().Describe() : null, onDemand = details.OnDemand },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new AddedSchedule(id.Value, Already: false);
    }
}
