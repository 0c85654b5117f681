using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// What the sample's integrated email sent before today, with another template, so that today's is a first send: a year of mailings with
/// what became of them.
/// </summary>
internal sealed class SampleMailings(NpgsqlConnection connection)
{
    // A hash of the moment stands for chance: the same for the same moment.
    private const string Sql =
        """
        with earlier as (
          insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
            output_columns, first_send_confirmed, deleted_at)
          select @schedule, 2, 'Thank you', k.id, @customerList, 5002, 'Thank you, short', v.output_columns, true, @last
          from mailing_categories k, venue_settings v
          where k.name = 'Fundraising'
          returning id, name, customer_list_id, campaign_id, campaign_name, output_columns
        ), due as (
          select at, abs(hashtext('mailing ' || at)) as chance
          from unnest(@times::timestamptz[]) at
        ), run as (
          insert into runs (schedule_id, kind, occurrence_at, as_of, state, schedule_name, created_at, finished_at, noticed_at)
          select s.id, 'scheduled', at, at, case when chance % 40 = 0 then 'skipped' else 'delivered' end, s.name, at,
            at + interval '2 minutes', at + interval '3 minutes'
          from due, schedules s
          where s.id = @schedule
          returning id, as_of, state
        ), counted as (
          select run.*, people, people - people % 3 / 2 as delivered
          from run
          cross join lateral (
            select case when state = 'skipped' then 0 else 4 + abs(hashtext('people ' || as_of)) % 12 end as people) size
        ), mailing as (
          insert into mailings (run_id, integrated_email_id, position, name, category, customer_list_name, campaign_id, campaign_name,
            snapshot, first_send_confirmed, state, step, step_since, reason, attempt, next_attempt_at, too_late_at, list_count,
            without_email, same_address, recipients, copied_campaign_id, copy_deleted_at, address_book_id, address_book_deleted_at,
            send_tried_at, send_status, imported, suppressed, invalid, sent_at, finished_at, total_sent, total_delivered, total_opened,
            total_clicked, total_unsubscribed, total_bounced, totals_at, customer_list_id)
          select counted.id, earlier.id, 1, earlier.name, 'Fundraising', l.name, earlier.campaign_id, earlier.campaign_name,
            customer_list_snapshot(l.definition, earlier.output_columns, l.sort_by, false), true,
            case when people = 0 then 'skipped' else 'sent' end, 'done', as_of, case when people = 0 then 'Nobody is on the list.' end, 1,
            as_of, as_of + interval '12 hours', people, 0, 0, people, 900000 + counted.id, as_of + interval '7 days',
            900000 + counted.id, as_of + interval '7 days', as_of + interval '1 minute', case when people > 0 then 'Sent' end, people, 0,
            0, case when people > 0 then as_of + interval '2 minutes' end, as_of + interval '2 minutes', people, delivered,
            delivered * (40 + counted.id % 35) / 100, delivered * (counted.id % 20) / 100, (counted.id % 31 = 0 and people > 0)::integer,
            people - delivered, as_of + interval '7 days', l.id
          from counted
          cross join earlier
          join customer_lists l on l.id = earlier.customer_list_id
          returning id, finished_at, state, reason
        )
        insert into mailing_steps (mailing_id, at, words, tone)
        select id, finished_at, coalesce(reason, 'Sent.'), case when state = 'sent' then 'good' else '' end from mailing;

        -- Nothing of one that was skipped ever reached Dotdigital.
        update mailings m
        set copied_campaign_id = null, copy_deleted_at = null, address_book_id = null, address_book_deleted_at = null,
          send_tried_at = null, imported = null, suppressed = null, invalid = null, total_sent = null, total_delivered = null,
          total_opened = null, total_clicked = null, total_unsubscribed = null, total_bounced = null, totals_at = null
        from runs r
        where r.id = m.run_id and r.schedule_id = @schedule and m.state = 'skipped'
        """;

    /// <param name="schedule">Whose runs.</param>
    /// <param name="customerList">Whom it went to.</param>
    /// <param name="times">When each was due; all before now.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    public Task WriteAsync(long schedule, long customerList, IReadOnlyList<Instant> times, CancellationToken cancellationToken)
    {
        var last = times[^1] + Duration.FromHours(1);
        return connection.RunAsync(
            Sql, new { schedule, customerList, times = times.Select(at => at.ToDateTimeUtc()).ToArray(), last }, cancellationToken);
    }
}
