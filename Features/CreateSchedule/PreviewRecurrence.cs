using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>What Basic Details as typed so far would mean; nothing is saved.</summary>
/// <param name="Details">The form.</param>
/// <param name="ScheduleId">The schedule that is edited, which keeps its minute before 08:00.</param>
/// <param name="Month">The month of the calendar; null for that of the next occurrence.</param>
public sealed record PreviewRecurrence(
    BasicDetailsInput Details, long? ScheduleId, YearMonth? Month) : IRequest<RecurrencePreview>;

/// <param name="Sentence">The recurrence in plain words; null while it is incomplete or impossible.</param>
/// <param name="Problem">What is missing or impossible.</param>
/// <param name="Part">The part at which it is.</param>
/// <param name="Note">Something to know about it.</param>
/// <param name="Before8">Whether the times are said as "before 08:00".</param>
/// <param name="Next">The next occurrences, twelve at most.</param>
/// <param name="Month">A month of them.</param>
/// <param name="Today">Today's date in the schedule's time zone.</param>
public sealed record RecurrencePreview(
    string? Sentence, string? Problem, RecurrencePart? Part, string? Note, bool Before8, IReadOnlyList<Occurrence> Next,
    RecurrenceMonth? Month, LocalDate? Today)
{
    public const int Count = 12;

    /// <summary>The venue's closures, kept to or not.</summary>
    public ClosedDates Closures { get; init; } = ClosedDates.None;

    /// <summary>The schedule's time zone, where it has one already.</summary>
    public DateTimeZone? Zone { get; init; }

    public bool BeforePerformance { get; init; }

    /// <summary>The performances before which nothing will run.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    /// <summary>What Before each performance offers.</summary>
    public PerformanceOffers Offers { get; init; } = PerformanceOffers.None;

    public static readonly RecurrencePreview NotScheduled = new(
        null, "Tick Run as schedule for it to run by itself.", null, null, false, [], null, null);

    /// <summary>The sentence, or what is in its way.</summary>
    public string Words => Sentence is not null
        ? Sentence + "."
        : Part switch
        {
            RecurrencePart.DailyFrequency => "Not yet: see Daily frequency.",
            RecurrencePart.NotOn => "Not yet: see Not on.",
            _ => Problem!,
        };
}

internal sealed class PreviewRecurrenceHandler(
    NpgsqlDataSource dataSource, IClock clock) : IRequestHandler<PreviewRecurrence, RecurrencePreview>
{
    public async Task<RecurrencePreview> Handle(PreviewRecurrence request, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var closures = await connection.ScalarAsync<string?>("select closures from venue_settings", cancellationToken);
        var offers = await PerformanceOffers.ReadAsync(connection, request.Details, now, cancellationToken);
        var preview = request.Details.RunAsSchedule
            ? await PreviewAsync(connection, request, closures, now, cancellationToken)
            : RecurrencePreview.NotScheduled;
        return preview with { Closures = ClosedDates.Read(closures), Offers = offers };
    }

    private static async Task<RecurrencePreview> PreviewAsync(
        NpgsqlConnection connection, PreviewRecurrence request, string? closures, Instant now, CancellationToken cancellationToken)
    {
        var note = SkippedMonths(request.Details);
        try
        {
            var row = request.Details.ToRow(await MinuteAsync(connection, request, cancellationToken));
            row = row with { Closures = row.SkipsClosures ? closures : null };
            row.ToRecurrence(); // Before the customer data are asked for what cannot be.
            row = await NamePerformances.NamedAsync(connection, row, null, cancellationToken);
            row = await row.WithPerformancesAsync(connection, now, cancellationToken);
            var recurrence = row.ToRecurrence();
            return new RecurrencePreview(
                recurrence.Describe(), null, null, note, recurrence.DailyFrequency is DailyFrequency.Before8,
                [.. recurrence.OccurrencesAfter(now).Take(RecurrencePreview.Count)],
                RecurrenceMonth.Of(recurrence, request.Month, now), now.InZone(recurrence.Zone).Date)
            {
                Zone = recurrence.Zone,
                LeftOut = recurrence.BeforePerformance is { } rule ? LeftOut.Of(rule, row.Performances, now) : [],
                BeforePerformance = row.IsBeforePerformance,
            };
        }
        catch (RecurrenceException refused)
        {
            return new RecurrencePreview(null, refused.Message, refused.Part, note, false, [], null, null);
        }
    }

    private static async Task<int> MinuteAsync(
        NpgsqlConnection connection, PreviewRecurrence request, CancellationToken cancellationToken)
    {
        if (request.Details.DailyFrequency != "before_8" || request.Details.BeforePerformance)
        {
            return DailyFrequency.Before8.First;
        }

        return await connection.ScalarAsync<int>(
            $"""
            select coalesce(
              (select before_8_minute from schedules where id = @scheduleId and deleted_at is null), {Before8Minutes.LeastUsed})
            """,
            new { request.ScheduleId },
            cancellationToken);
    }

    private static string? SkippedMonths(BasicDetailsInput details) => (details.Occurs, details.SpecificDay) switch
    {
        ("monthly_specific_day", 29) => "February has a 29th in leap years only: in other years it is skipped.",
        ("monthly_specific_day", 30) => "February has no 30th: it is skipped. To run at every month's end, pick Last day.",
        ("monthly_specific_day", 31) => "Months without a 31st are skipped. To run at every month's end, pick Last day.",
        _ => null,
    };
}
