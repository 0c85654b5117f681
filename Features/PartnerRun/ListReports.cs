using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.PartnerRun;

/// <summary>What one person may run on demand, and what that person asked for in the last days.</summary>
/// <param name="UserId">The person.</param>
/// <param name="Described">Whether each report says what it means. Progress, which is asked for again and again, does without.</param>
public sealed record ListReports(Guid UserId, bool Described = true) : IRequest<PartnerReports>;

internal sealed class ListReportsHandler(
    NpgsqlDataSource dataSource, VenueReader venues, ToldReports told, IMediator mediator, IClock clock)
    : IRequestHandler<ListReports, PartnerReports>
{
    private static readonly string ReportsSql =
        $"""
        select r.scheduled_list_id as id, r.part_id, r.scheduled_list_name as list_name, r.split_value, r.file_format,
          r.paused_at is not null as paused, r.schedule_id, coalesce(s.occurs = 'before_performance', false) as before_performance,
          case when @described
            then customer_list_snapshot(cl.definition, sl.output_columns, sl.sort_by, sl.row_per_booking)::text end as snapshot,
          mine.request_id, mine.state, mine.rows_so_far, mine.failures, coalesce(mine.left_out, false) as left_out, u.company,
          last.made_at as last_made_at, last.row_count as last_customers, last.booking_count as last_bookings
        from (select c.id, c.address, a.company from collectors c join users a on a.id = c.id) u
        join current_parts r on r.address = u.address and r.run_on_demand
        join schedules s on s.id = r.schedule_id and not s.unsaved_copy
        join scheduled_lists sl on sl.id = r.scheduled_list_id
        join customer_lists cl on cl.id = r.customer_list_id
        left join lateral (
          select q.id as request_id, d.state, d.rows_so_far, d.failures, {SharedWith.LeftOutSql("u.address")} as left_out
          from run_requests q
          join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
          where q.scheduled_list_id = sl.id and q.user_id = u.id and d.part_key is not distinct from r.part_key
          order by q.id desc
          limit 1
        ) mine on true
        left join lateral (
          select d.made_at, d.row_count, d.booking_count
          from deliveries d
          where d.scheduled_list_id = sl.id and d.made_at is not null and d.part_key is not distinct from r.part_key
          order by d.id desc
          limit 1
        ) last on true
        where u.id = @userId
        order by lower(r.scheduled_list_name), r.scheduled_list_id, lower(r.split_value)
        """;

    private static readonly string FilesSql =
        $"""
        select q.id as request_id, q.scheduled_list_id as report_id, r.part_id,
          d.name as list_name, d.split_value, d.file_format, d.row_count, d.booking_count, d.send, d.new_customers, d.gone_customers,
          d.compared_with, d.not_compared, d.totals::text as stored_totals, run.as_of,
          f.id as file_id, f.name as file_name, f.content_type,
          (select max(w.downloaded_at) from downloads w where w.file_id = f.id and w.user_id = q.user_id and w.completed) as downloaded_at,
          f.size_bytes as size, f.expires_at, coalesce(f.deleted_at is not null or f.revoked_at is not null or f.expires_at <= @now, false)
            as gone
        from run_requests q
        join collectors u on u.id = q.user_id
        join deliveries d on d.run_id = q.run_id and d.scheduled_list_id = q.scheduled_list_id
        join current_parts r on r.scheduled_list_id = q.scheduled_list_id and r.address = u.address
          and (r.split_by is null or r.part_key = d.part_key)
        join runs run on run.id = d.run_id
        left join stored_files f on f.id = d.file_id
        where q.user_id = @userId and q.requested_at > @askedSince and d.state = 'delivered' and d.made_at > @since
          and not {SharedWith.LeftOutSql("u.address")}
        order by q.id desc
        """;

    // What was e-mailed to them and can still be collected, of each list the latest.
    private const string EmailedSql =
        """
        select m.id as message_id, r.scheduled_list_id as report_id, r.part_id, d.name as list_name, d.split_value, d.file_format,
          d.row_count, d.booking_count, d.send, d.new_customers, d.gone_customers, d.compared_with, d.not_compared,
          d.totals::text as stored_totals, run.as_of, f.id as file_id, f.name as file_name, f.content_type,
          f.size_bytes as size, f.expires_at,
          (select max(w.downloaded_at) from downloads w where w.file_id = f.id and w.user_id = u.id and w.completed) as downloaded_at
        from collectors u
        join current_parts r on r.address = u.address
        cross join lateral (
          select d.*
          from deliveries d
          where d.scheduled_list_id = r.scheduled_list_id and d.made_at > @since and (r.split_by is null or r.part_key = d.part_key)
          order by d.made_at desc
          limit @ofEach
        ) d
        join messages m on m.delivery_id = d.id and m.recipient = u.address and m.kind = 'delivery' and m.state = 'accepted'
        join runs run on run.id = d.run_id and run.kind <> 'test'
        join stored_files f on f.id = d.file_id and f.deleted_at is null and f.revoked_at is null and f.expires_at > @now
        where u.id = @userId
        order by m.id desc
        limit @most
        """;

    /// <summary>Of an hourly list a day's files: the others are in their messages.</summary>
    private const int EmailedOfEach = 24;

    /// <summary>More than anybody looks through.</summary>
    private const int EmailedAtMost = 100;

    /// <summary>As long as what was asked for may take to be made, with all its retries.</summary>
    private static readonly Duration Making = Duration.FromDays(2);

    public async Task<PartnerReports> Handle(ListReports request, CancellationToken cancellationToken)
    {
        var venue = await venues.ReadAsync(cancellationToken);
        var now = clock.GetCurrentInstant();
        var since = now - Duration.FromDays(venue.LinkDays);
        var parameters = new
        {
            request.UserId, request.Described, now, since, askedSince = since - Making, ofEach = EmailedOfEach, most = EmailedAtMost,
        };
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.ReadAllAsync<ReportRow>(ReportsSql, parameters, cancellationToken);
        var made = (await connection.ReadAllAsync<ReadyFile>(FilesSql, parameters, cancellationToken)).ToLookup(file => file.Gone);
        // That nobody matched is of interest of the last run alone.
        var newest = made.SelectMany(file => file).GroupBy(file => file.Report)
            .ToDictionary(of => of.Key, of => of.Max(file => file.RequestId));
        var files = made[false].Where(file => file.FileId is not null || file.RequestId == newest[file.Report]).ToList();
        var gone = made[true].ToList();
        if (!request.Described)
        {
            return new PartnerReports(venue, [.. rows.Select(row => new PartnerReport(row, "", [], []))], files, gone, []);
        }

        var emailed = await connection.ReadAllAsync<ReadyFile>(EmailedSql, parameters, cancellationToken);

        var catalogue = await mediator.Send(new GetOutputCatalogue(), cancellationToken);
        var dates = new DateMetricClock(now, venue.Zone);
        var performances = await PerformancesAsync(connection, rows, now, cancellationToken);
        return new PartnerReports(
            venue,
            [
                .. rows.Select(row => told.Tell(
                    row, catalogue, dates with { Performance = performances.GetValueOrDefault(row.ScheduleId) })),
            ],
            files, gone, emailed);
    }

    // Run now, a report is about the next performance of its schedule.
    private static async Task<Dictionary<long, RunPerformance>> PerformancesAsync(
        NpgsqlConnection connection, IEnumerable<ReportRow> rows, Instant now, CancellationToken cancellationToken)
    {
        long[] schedules = [.. rows.Where(row => row.BeforePerformance).Select(row => row.ScheduleId).Distinct()];
        if (schedules.Length == 0)
        {
            return [];
        }

        var next = await NextPerformance.OfAsync(connection, schedules, now, cancellationToken);
        return schedules.ToDictionary(
            schedule => schedule,
            schedule => next.TryGetValue(schedule, out var found)
                ? new RunPerformance(found.Id, found.Name, found.StartsAt)
                : RunPerformance.None);
    }
}
