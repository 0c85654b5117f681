namespace CustomerListSchedules.Benchmarks.Pages;

/// <summary>How a <see cref="BusyVenue"/> is made: rows by the hundred thousand, each as the application would have written it.</summary>
internal static class BusyVenueSql
{
    public const string Accounts =
        """
        insert into users (id, name, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash,
          security_stamp, concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count,
          must_change_password, created_at)
        select gen_random_uuid(), initcap(split_part(address, '@', 1)), address, upper(address), address, upper(address), true, @hash,
          gen_random_uuid()::text, gen_random_uuid()::text, false, false, true, 0, false, @now::timestamptz - interval '1 year'
        from unnest(@staff::text[] || @partners::text[]) address;

        insert into user_roles (user_id, role_id)
        select u.id, r.id
        from users u
        join roles r on r.name = case
          when u.email = 'staff1@venue.example' then 'Administrator'
          when u.email = any(@staff) then 'Insights & Mailings'
          else 'Collect Report' end;

        insert into crm.data_loads (source, as_of, loaded_at) values ('Feed', @now, @now);
        """;

    public const string Lists =
        """
        insert into customer_list_folders (name)
        select 'Folder ' || n from generate_series(1, (cardinality(@definitions::text[]) + 9) / 10) n;

        insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, owner_id, created_at, last_count,
          last_run_at)
        select (n + 9) / 10, 'List ' || n, 'What list ' || n || ' is for.', definition::jsonb,
          '{name,first_name,last_name,email,postcode,town,tickets,last_booking_date}', '[{"column": "name", "descending": false}]',
          (select id from users where email = 'staff2@venue.example'), @now, 40 + n * 7 % 900, @now
        from unnest(@definitions::text[]) with ordinality as made (definition, n);

        insert into mailing_categories (name) values ('Fundraising'), ('What''s On'), ('Your visit');
        """;

    // A number's remainder says what it is: mixed alike among the first ten and the first thousand.
    public const string Schedules =
        """
        insert into schedules (name, description, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
          day_of_month, weekdays, daily_frequency, before_8_minute, at_hour, next_run_at, paused_at, set_aside_reason, set_aside_at,
          owner_id, created_at)
        select 'Schedule ' || n, 'What schedule ' || n || ' tells whom.',
          case when n % 20 = 3 then 'send_integrated_email' else 'deliver_customer_list' end,
          occurs is null or (n % 16 = 0 and n % 20 <> 3), occurs is not null,
          case when occurs is not null then 'Europe/London' end, case when occurs is not null then today - 400 end, occurs,
          case when occurs is not null then 1 end, case when occurs = 'monthly_specific_day' then 1 + n % 28 end,
          case when occurs = 'weekly' then array[1 + n % 7] end,
          case when occurs is not null then case when early then 'before_8' else 'once_at' end end,
          case when early then minute end, case when occurs is not null and not early then minute / 60 end,
          (
            select min(at)
            from generate_series(today, today + 40, interval '1 day') day
            cross join lateral (select (day + make_interval(mins => minute)) at time zone 'Europe/London' as at) due
            where at > @now and case occurs
              when 'daily' then true
              when 'weekly' then extract(isodow from day) = 1 + n % 7
              when 'monthly_specific_day' then extract(day from day) = 1 + n % 28 end
          ),
          case when n % 40 = 11 then @now::timestamptz - interval '3 days' end,
          case when n % 200 = 13 then 'Its time zone is not known.' end,
          case when n % 200 = 13 then @now::timestamptz - interval '1 day' end,
          (
            select id from users
            where email = 'staff' || 1 + n % (select count(*) from users where email like 'staff%') || '@venue.example'
          ),
          @now::timestamptz - interval '1 year'
        from generate_series(1, @schedules) n
        cross join lateral (
          select case
              when n * 7 % 50 < 10 then 'daily'
              when n * 7 % 50 < 33 then 'weekly'
              when n * 7 % 50 < 46 then 'monthly_specific_day' end as occurs,
            n % 9 = 0 and n * 7 % 50 < 46 as early
        ) kind
        cross join lateral (
          select case when early then 300 + n % 150 else (6 + n % 14) * 60 end as minute,
            (@now::timestamptz at time zone 'Europe/London')::date as today
        ) times;
        """;

    // One address in thirty has no account.
    public const string Entries =
        """
        insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
        select s.id, k, 'Report ' || s.id || case k when 1 then '' else ', part ' || k end, l.id,
          case s.id % 3 when 0 then 'xlsx' else 'csv' end, l.output_columns, l.sort_by
        from schedules s
        cross join generate_series(1, @entries) k
        join customer_lists l on l.id = 1 + (s.id + k) % @lists
        where s.action = 'deliver_customer_list' and (k = 1 or s.id % 2 = 1);

        insert into scheduled_list_recipients (scheduled_list_id, address, position)
        select id, case when (id * 3 + k) % 30 = 5 then 'nobody' || id || '@company.example'
          else 'partner' || 1 + (id * 7 + k * 13) % @partners || '@company.example' end, k
        from scheduled_lists
        cross join generate_series(1, @recipients) k
        on conflict do nothing;

        insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
          output_columns, first_send_confirmed)
        select s.id, 1, 'Thank you ' || s.id, 1 + s.id % 3, 1 + s.id % @lists, 5001, 'Thank you for your donation',
          '{name,first_name,email}', true
        from schedules s
        where s.action = 'send_integrated_email';
        """;

    // Every occurrence of a year, and once a fortnight somebody who asked; one in a hundred did not go well.
    public const string Runs =
        """
        insert into runs (schedule_id, kind, occurrence_at, requested_by, as_of, state, reason, schedule_name, created_at, finished_at,
          noticed_at)
        select id, case when asked then 'on_demand' else 'scheduled' end, case when not asked then at end,
          case when asked then (
            select u.id
            from scheduled_lists l
            join scheduled_list_recipients r on r.scheduled_list_id = l.id
            join users u on u.email = r.address
            where l.schedule_id = each.id
            order by l.position, r.position
            limit 1) end, at,
          case when chance < 4 then 'failed' when chance < 10 and not asked and action = 'deliver_customer_list' then 'partly_delivered'
            else 'delivered' end,
          case when chance < 4 then 'The database could not be reached.' end, name, at, at + interval '9 seconds', at + interval '1 minute'
        from (
          select s.*, at, asked, abs(hashtext(s.id || at::text)) % 1000 as chance
          from schedules s
          cross join generate_series(
            (@now::timestamptz at time zone 'Europe/London')::date - 364, (@now::timestamptz at time zone 'Europe/London')::date,
            interval '1 day') day
          cross join lateral (
            select case s.occurs
              when 'daily' then true
              when 'weekly' then extract(isodow from day) = s.weekdays[1]
              when 'monthly_specific_day' then extract(day from day) = s.day_of_month end is true as due,
              s.run_on_demand and (extract(doy from day)::int + s.id) % 14 = 0 as wanted
          ) which
          cross join lateral (
            select (day + make_interval(mins => coalesce(s.before_8_minute, s.at_hour * 60))) at time zone 'Europe/London' as at,
              false as asked
            where due
            union all
            select (day + make_interval(mins => 500 + s.id::int % 400)) at time zone 'Europe/London', true where wanted
          ) times
          where at < @now::timestamptz - interval '1 minute'
          order by at desc, s.id
          limit @runs
        ) each
        order by at, id;
        """;

    // Files of the last week can be collected; of older ones the row alone is left. Ids are given here, so that rows find each other.
    public const string Deliveries =
        """
        create temporary table entry as
        select l.id, l.schedule_id, l.position, l.name, l.file_format, c.name as list_name,
          customer_list_snapshot(c.definition, l.output_columns, l.sort_by, false) as snapshot,
          array(select address::text from scheduled_list_recipients r where r.scheduled_list_id = l.id order by position) as people
        from scheduled_lists l
        join customer_lists c on c.id = l.customer_list_id;

        create temporary table made as
        select row_number() over (order by r.id, e.position) as id, r.id as run_id, r.as_of, r.state, r.reason, r.kind, r.requested_by,
          r.state <> 'failed' as well, e.id as entry_id, 4 + abs(hashtext(r.id::text)) % 600 as rows,
          r.as_of + interval '3 seconds' as at
        from runs r
        join entry e on e.schedule_id = r.schedule_id;
        analyze made;

        insert into stored_files (id, name, content_type, compressed, size_bytes, stored_bytes, chunk_count, sha256, created_at,
          completed_at, expires_at, deleted_at)
        overriding system value
        select m.id, e.name || '.' || e.file_format, 'application/octet-stream', false, 900 + m.id % 4000, 900 + m.id % 4000, 1,
          sha256(m.id::text::bytea), as_of, at, as_of + interval '7 days',
          case when as_of + interval '7 days' < @now then as_of + interval '7 days' end
        from made m
        join entry e on e.id = m.entry_id
        where well;

        insert into deliveries (id, run_id, scheduled_list_id, position, name, customer_list_name, file_format, when_empty, snapshot,
          recipients, state, reason, attempt, next_attempt_at, rows_so_far, row_count, file_id, made_at, finished_at, on_demand,
          description)
        overriding system value
        select m.id, run_id, entry_id, position, name, list_name, file_format, 'send', snapshot, people, state, reason, 1, as_of,
          case when well then rows end, case when well then rows end, case when well then m.id end, case when well then at end,
          as_of + interval '9 seconds', m.kind = 'on_demand', 'Customers who were asked for.'
        from made m
        join entry e on e.id = m.entry_id;

        insert into delivery_attempts (delivery_id, attempt, started_at, ended_at, outcome)
        select id, 1, as_of, at, case when well then 'made' else reason end from made;

        insert into run_requests (run_id, scheduled_list_id, user_id, requested_at)
        select run_id, entry_id, requested_by, as_of from made where requested_by is not null;

        create temporary table sent as
        select row_number() over (order by m.id, place) as id, m.id as delivery_id, address, at,
          m.state = 'partly_delivered' and place = 1 as refused
        from made m
        join entry e on e.id = m.entry_id
        cross join unnest(e.people) with ordinality as named (address, place)
        where well and m.kind = 'scheduled';
        analyze sent;

        insert into messages (id, delivery_id, recipient, message_id, token_hash, state, attempt, next_attempt_at, reply_code, reply_text,
          created_at, accepted_at)
        overriding system value
        select id, delivery_id, address, id || '@benchmark', sha256(('benchmark-' || id)::bytea),
          case when refused then 'failed' else 'accepted' end, 1, at, case when refused then 550 else 250 end,
          case when refused then 'mailbox unavailable' else 'OK' end, at, case when not refused then at + interval '3 seconds' end
        from sent;

        insert into message_attempts (message_id, attempt, attempted_at, reply_code, reply_text)
        select id, 1, at, case when refused then 550 else 250 end, case when refused then 'mailbox unavailable' else 'OK' end from sent;

        insert into downloads (file_id, message_id, user_id, downloaded_at, completed)
        select s.delivery_id, s.id, u.id, s.at + make_interval(mins => 4 + (s.id % 400)::int), true
        from sent s
        join users u on u.email = s.address
        where not s.refused and s.id * 37 % 100 < 86 and s.at + make_interval(mins => 4 + (s.id % 400)::int) < @now;

        insert into downloads (file_id, user_id, downloaded_at, completed)
        select id, requested_by, at + interval '2 minutes', true from made where requested_by is not null and well;

        select setval(pg_get_serial_sequence('stored_files', 'id'), coalesce((select max(id) from stored_files), 1)),
          setval(pg_get_serial_sequence('deliveries', 'id'), coalesce((select max(id) from deliveries), 1)),
          setval(pg_get_serial_sequence('messages', 'id'), coalesce((select max(id) from messages), 1));
        drop table sent, made, entry;
        """;

    public const string Mailings =
        """
        insert into mailings (run_id, integrated_email_id, position, name, category, customer_list_name, campaign_id, campaign_name,
          snapshot, first_send_confirmed, state, step, step_since, reason, attempt, next_attempt_at, too_late_at, list_count, without_email,
          same_address, recipients, copied_campaign_id, address_book_id, send_tried_at, send_id, send_status, imported, suppressed, invalid,
          sent_at, finished_at, copy_deleted_at, address_book_deleted_at, total_sent, total_delivered, total_opened, total_clicked,
          total_unsubscribed, total_bounced, totals_at, customer_list_id)
        select r.id, e.id, 1, e.name, k.name, c.name, e.campaign_id, e.campaign_name,
          customer_list_snapshot(c.definition, e.output_columns, '[]'), true, case when well then 'sent' else 'failed' end, 'done', r.as_of,
          r.reason, 1, r.as_of, r.as_of + interval '12 hours', people + 9, 7, 2, people, case when well then r.id end,
          case when well then r.id end, case when well then r.as_of end, r.id::text, 'Sent', people, 0, 0, case when well then r.as_of end,
          r.finished_at, r.finished_at, r.finished_at, people, people - 3, people / 3, people / 9, 1, 3, r.finished_at, c.id
        from runs r
        join integrated_emails e on e.schedule_id = r.schedule_id
        join mailing_categories k on k.id = e.mailing_category_id
        join customer_lists c on c.id = e.customer_list_id
        cross join lateral (select 40 + abs(hashtext(r.id::text)) % 900 as people, r.state <> 'failed' as well) size;

        insert into mailing_steps (mailing_id, at, words)
        select id, step_since, words
        from mailings
        cross join unnest(array['Read the list.', 'Copied the template.', 'Imported the people.', 'Sent.']) words;
        """;

    public const string Audit =
        """
        insert into audit (at, user_id, who, action, subject_type, subject_id, details)
        select @now::timestamptz - make_interval(mins => n::int * 11), u.id, u.name, 'schedule.saved', 'schedule', (1 + n % s.most)::text,
          '{"name": "A schedule"}'
        from (select max(id) as most, count(*) * 20 as entries from schedules) s
        cross join generate_series(1, s.entries) n
        join users u on u.email = 'staff2@venue.example';
        """;
}
