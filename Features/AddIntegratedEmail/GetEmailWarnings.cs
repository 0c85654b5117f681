using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>
/// What staff should think of before a Customer List is mailed at a schedule's times; null when there is no such schedule or list.
/// </summary>
/// <param name="CustomerListId">The list.</param>
/// <param name="Category">The Mailing Category, where one is chosen.</param>
public sealed record GetEmailWarnings(long ScheduleId, long CustomerListId, string? Category) : IRequest<EmailWarnings?>;

/// <param name="Warnings">None of them keeps the email from being saved.</param>
/// <param name="LastCount">How many customers the list had when it was last run.</param>
/// <param name="LastRunAt">When that was.</param>
public sealed record EmailWarnings(IReadOnlyList<EmailWarning> Warnings, long? LastCount, Instant? LastRunAt);

/// <param name="Title">In short.</param>
/// <param name="Text">What it means and what can be done about it.</param>
public sealed record EmailWarning(string Title, string Text);

internal sealed class GetEmailWarningsHandler(
    NpgsqlDataSource dataSource, VenueReader venues, IClock clock) : IRequestHandler<GetEmailWarnings, EmailWarnings?>
{
    /// <summary>Enough to meet every weekday and month end of a rule.</summary>
    private const int OccurrencesCompared = 60;

    private const string ListSql =
        """
        select customer_list_snapshot(definition, output_columns, sort_by)::text as snapshot, last_count, last_run_at
        from customer_lists
        where id = @customerListId and deleted_at is null
        """;

    private const string ScheduleSql = $"select {RecurrenceRow.Columns} from schedules where id = @scheduleId and deleted_at is null";

    public async Task<EmailWarnings?> Handle(GetEmailWarnings request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var list = await connection.ReadOneAsync<ListRow>(ListSql, request, cancellationToken);
        var schedule = await connection.ReadOneAsync<RecurrenceRow>(ScheduleSql, request, cancellationToken);
        if (list is null || schedule is null)
        {
            return null;
        }

        schedule = await schedule.WithPerformancesAsync(connection, clock.GetCurrentInstant(), cancellationToken);
        var zone = (await venues.ReadAsync(cancellationToken)).Zone;
        try
        {
            var snapshot = ListSnapshot.Parse(list.Snapshot);
            var warnings = new[] { Preference(snapshot), Window(snapshot, schedule, request.Category, zone) };
            return new EmailWarnings([.. warnings.OfType<EmailWarning>()], list.LastCount, list.LastRunAt);
        }
        catch (DefinitionException e)
        {
            return new EmailWarnings([new EmailWarning("This Customer List cannot be run", e.Message)], list.LastCount, list.LastRunAt);
        }
    }

    private static EmailWarning? Preference(ListSnapshot list) => RepeatCheck.AsksContactPreference(list)
        ? null
        : new EmailWarning(
            "No contact preference is asked for",
            "This Customer List has no contact preference segment, so it can hold people who said No to e-mail. Add one, such as "
            + "“answered Yes to e-mail”, unless everyone on it may be written to.");

    private EmailWarning? Window(ListSnapshot list, RecurrenceRow schedule, string? category, DateTimeZone zone)
    {
        if (schedule.Occurs is null || FirstRepeat(list, schedule, category, zone) is not var (first, next))
        {
            return null;
        }

        var metric = RepeatCheck.RepeatedMetric(list, first, next);
        return metric is null
            ? new EmailWarning(
                "The same people are mailed every time",
                "Nothing in this Customer List depends on the date of the run, so whoever is on it once is mailed again at every run. To "
                + "write to each person once, add a date metric such as Yesterday.")
            : new EmailWarning(
                "Its dates reach back further than the time between two runs",
                $"{metric.Label()} is {first.Resolve(metric).Words()} for the run of {Day(first)}, and {next.Resolve(metric).Words()} "
                + $"for the run of {Day(next)}: people in both are mailed again. Choose a shorter date metric, or run it less often.");
    }

    private (DateMetricClock First, DateMetricClock Next)? FirstRepeat(
        ListSnapshot list, RecurrenceRow schedule, string? category, DateTimeZone zone)
    {
        DateMetricClock[] occurrences;
        try
        {
            occurrences =
            [
                .. schedule.ToRecurrence().OccurrencesAfter(clock.GetCurrentInstant()).Take(OccurrencesCompared)
                    .Select(occurrence => new DateMetricClock(occurrence.At, zone)),
            ];
        }
        catch (RecurrenceException)
        {
            return null; // The schedule's own page says what is wrong with it.
        }

        foreach (var (first, next) in occurrences.Zip(occurrences.Skip(1)))
        {
            if (RepeatCheck.Repeats(list, category, first, next))
            {
                return (first, next);
            }
        }

        return null;
    }

    private static string Day(DateMetricClock clock) =>
        clock.AsOf.InZone(clock.Zone).ToString("dddd d MMMM", System.Globalization.CultureInfo.GetCultureInfo("en-GB"));

    private sealed record ListRow
    {
        public string Snapshot { get; init; } = "";
        public long? LastCount { get; init; }
        public Instant? LastRunAt { get; init; }
    }
}
