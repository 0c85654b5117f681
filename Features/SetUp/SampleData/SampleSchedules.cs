using CustomerListSchedules.Features.CreateSchedule;
using CustomerListSchedules.Features.CreateSchedule.Recurrence;
using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// Five schedules: one that is due in the next minute, so that a newcomer sees a delivery, and daily from then on; one before
/// 08:00; one on demand for a producer; one monthly; one that sends an integrated email.
/// </summary>
internal sealed class SampleSchedules(
    NpgsqlConnection connection, SampleLists lists, IReadOnlyDictionary<string, Guid> accounts, DateTimeZone zone, Instant now)
{
    // Less than history is kept for.
    private const int DaysBefore = 360;

    private readonly Guid owner = accounts[SampleSignIns.Staff.Email];

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var row = new RecurrenceRow
        {
            TimeZone = zone.Id, RunFrom = now.InZone(zone).Date.PlusDays(-DaysBefore), Occurs = "daily", RecursEvery = 1,
        };
        var nextMinute = Instant.FromUnixTimeSeconds(((now.ToUnixTimeSeconds() / 60) + 1) * 60);

        var leaders = await ScheduleAsync(
            "Workshop leaders", "Who comes to today's workshops, for those who lead them.",
            false, row with { DailyFrequency = "once_at", AtHour = 9 }, nextMinute, cancellationToken);
        await ListAsync(
            leaders, "Today's workshop attendees", lists.WorkshopAttendees, "csv",
            [SampleSignIns.WorkshopLeader.Email, SampleSignIns.Staff.Email], cancellationToken);
        await GroupAsync("Workshop leaders", [SampleSignIns.WorkshopLeader.Email, SampleSignIns.Staff.Email], cancellationToken);

        await RanAsync(leaders, row with { DailyFrequency = "once_at", AtHour = 9 }, usual: 16, cancellationToken);

        var beforeEight = row with { DailyFrequency = "before_8", Before8Minute = 345 };
        var donors = await ScheduleAsync(
            "Thank yesterday's donors", "For the development team's calls and cards, before the day begins.",
            false, beforeEight, null, cancellationToken);
        await ListAsync(donors, "Yesterday's donors", lists.YesterdaysDonors, "xlsx", [SampleSignIns.Staff.Email], cancellationToken);
        await RanAsync(donors, beforeEight, usual: 12, cancellationToken);

        var sales = await ScheduleAsync(
            $"{SampleWords.PartnerProducer}: sales at any time", "The producer runs this at Partner Companies whenever it likes.",
            true, null, null, cancellationToken);
        await ListAsync(
            sales, "Who has booked for our productions", lists.ProducersBookers, "csv", [SampleSignIns.Producer.Email], cancellationToken,
            SampleLists.Sales);
        await RanAsync(
            sales, row with { Occurs = "weekly", Weekdays = [5], DailyFrequency = "once_at", AtHour = 16 }, usual: 420, cancellationToken,
            accounts[SampleSignIns.Producer.Email]);

        var firstMonday = row with { Occurs = "monthly", WeekOfMonth = 1, Weekdays = [1], DailyFrequency = "once_at", AtHour = 10 };
        var letter = await ScheduleAsync(
            "Producers' monthly letter", "On the first Monday, addresses ready for mail merge.", true, firstMonday, null,
            cancellationToken);
        await ListAsync(
            letter, "Addresses of our bookers", lists.ProducersBookers, "docx", [SampleSignIns.Producer.Email, SampleSignIns.Staff.Email],
            cancellationToken);
        await RanAsync(letter, firstMonday, usual: 420, cancellationToken);

        var atTen = row with { DailyFrequency = "once_at", AtHour = 10 };
        var thanks = await ScheduleAsync(
            "Thank donors by e-mail", "Thanks everyone who gave yesterday, through Dotdigital.",
            false, atTen, null, cancellationToken, ScheduleActions.SendIntegratedEmail);
        await EmailAsync(thanks, "Thank you for your donation", lists.YesterdaysDonors, cancellationToken);
        await new SampleMailings(connection).WriteAsync(thanks, lists.YesterdaysDonors, Before(atTen), cancellationToken);
    }

    private Task RanAsync(
        long schedule, RecurrenceRow recurrence, int usual, CancellationToken cancellationToken, Guid? requestedBy = null) =>
        new SampleRuns(connection, now)
            .WriteAsync(schedule, Before(recurrence, requestedBy is not null), usual, requestedBy, cancellationToken);

    /// <summary>When it was due, but for the last minutes, and on demand but for today: what a visitor runs then is the first.</summary>
    private List<Instant> Before(RecurrenceRow recurrence, bool onDemand = false)
    {
        var today = zone.AtStartOfDay(now.InZone(zone).Date).ToInstant();
        var last = onDemand ? today : now - Duration.FromMinutes(10);
        return recurrence.ToRecurrence().OccurrencesAfter(today - Duration.FromDays(DaysBefore)).Select(occurrence => occurrence.At)
            .TakeWhile(at => at < last).ToList();
    }

    private async Task<long> ScheduleAsync(
        string name, string description, bool onDemand, RecurrenceRow? recurrence, Instant? firstAt, CancellationToken cancellationToken,
        string action = ScheduleActions.DeliverCustomerList)
    {
        var row = recurrence ?? new RecurrenceRow();
        return await connection.ScalarAsync<long>(
            """
            insert into schedules (name, description, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
              weekdays, week_of_month, daily_frequency, before_8_minute, at_hour, next_run_at, owner_id, created_at)
            values (@name, @description, @action, @onDemand, @asSchedule, @TimeZone, @RunFrom, @Occurs, @RecursEvery, @Weekdays,
              @WeekOfMonth, @DailyFrequency, @Before8Minute, @AtHour, @next, @owner, @now)
            returning id
            """,
            new
            {
                name, description, action, onDemand, asSchedule = recurrence is not null, row.TimeZone, row.RunFrom, row.Occurs,
                row.RecursEvery, row.Weekdays, row.WeekOfMonth,
                row.DailyFrequency, row.Before8Minute, row.AtHour, next = firstAt ?? recurrence?.ToRecurrence().NextAfter(now), owner, now,
            },
            cancellationToken);
    }

    private async Task ListAsync(
        long schedule, string name, long customerList, string format, string[] recipients, CancellationToken cancellationToken,
        string[]? columns = null)
    {
        await connection.RunAsync(
            """
            with entry as (
              insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by,
                row_per_booking)
              select @schedule, 1, @name, id, @format, coalesce(@columns, output_columns), sort_by, row_per_booking
              from customer_lists where id = @customerList
              returning id)
            insert into scheduled_list_recipients (scheduled_list_id, address, position)
            select entry.id, recipient.address, recipient.position from entry, unnest(@recipients) with ordinality
              as recipient (address, position)
            """,
            new { schedule, name, format, customerList, recipients, columns },
            cancellationToken);
    }

    private Task GroupAsync(string name, string[] addresses, CancellationToken cancellationToken) =>
        connection.RunAsync(
            "insert into recipient_groups (name, addresses, created_at) values (@name, @addresses, @now)", new { name, addresses, now },
            cancellationToken);

    // The template is the first campaign of the sandbox; a venue with an account of its own picks one of its own.
    private Task EmailAsync(long schedule, string name, long customerList, CancellationToken cancellationToken) =>
        connection.RunAsync(
            """
            insert into mailing_categories (name) values ('Fundraising'), ('What''s On'), ('Your visit');
            insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
              output_columns)
            select @schedule, 1, @name, k.id, @customerList, 5001, 'Thank you for your donation', v.output_columns
            from mailing_categories k, venue_settings v
            where k.name = 'Fundraising'
            """,
            new { schedule, name, customerList },
            cancellationToken);
}
