using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// What the sample schedules did before now: a year of runs, nearly all well, with who collected what. Their files are gone, as links
/// have expired.
/// </summary>
internal sealed class SampleRuns(NpgsqlConnection connection, Instant now)
{
    // A hash of the moment stands for chance: the same for the same moment.
    private const string Sql =
        """
        with due as (
          select at, abs(hashtext(at::text)) % 1000 as chance
          from unnest(@times::timestamptz[]) at
        ), run as (
          insert into runs (schedule_id, kind, occurrence_at, requested_by, as_of, state, reason, schedule_name, created_at, finished_at,
            noticed_at)
          select s.id, case when @requestedBy::uuid is null then 'scheduled' else 'on_demand' end,
            case when @requestedBy::uuid is null then at end, @requestedBy, at,
            case when chance < 6 then 'failed' when chance < 16 then 'partly_delivered' else 'delivered' end,
            case when chance < 6 then 'The database could not be reached.' end, s.name, at, at + interval '9 seconds',
            at + interval '1 minute'
          from due, schedules s
          where s.id = @schedule
          returning id, as_of, state, reason
        ), entry as (
          select l.*, c.name as list_name, c.definition,
            array(select r.address::text from current_recipients r where r.scheduled_list_id = l.id order by r.position) as people
          from scheduled_lists l
          join customer_lists c on c.id = l.customer_list_id
          where l.schedule_id = @schedule
        ), file as (
          insert into stored_files (name, content_type, compressed, size_bytes, stored_bytes, chunk_count, sha256, created_at, completed_at,
            expires_at, deleted_at)
          select entry.name || '.' || entry.file_format, 'application/octet-stream', false, 900 + abs(hashtext(as_of::text)) % 4000, 0, 0,
            sha256(as_of::text::bytea), as_of, as_of + interval '2 seconds', least(as_of + interval '7 days', @now),
            least(as_of + interval '7 days', @now)
          from run, entry
          where state <> 'failed'
          returning id, created_at
        ), delivery as (
          insert into deliveries (run_id, scheduled_list_id, position, name, customer_list_name, file_format, when_empty, snapshot,
            recipients, state, reason, attempt, next_attempt_at, row_count, rows_so_far, file_id, made_at, finished_at)
          select run.id, entry.id, entry.position, entry.name, entry.list_name, entry.file_format, entry.when_empty,
            customer_list_snapshot(entry.definition, entry.output_columns, entry.sort_by, entry.row_per_booking), entry.people, run.state,
            run.reason, 1, run.as_of, usual.people, usual.people, file.id, file.created_at, run.as_of + interval '9 seconds'
          from run
          cross join entry
          left join file on file.created_at = run.as_of
          left join lateral (select 4 + abs(hashtext(run.as_of::text)) % @usual as people where file.id is not null) usual on true
          returning id, run_id, file_id, recipients, made_at, state
        ), message as (
          insert into messages (delivery_id, recipient, message_id, token_hash, state, attempt, next_attempt_at, reply_code, reply_text,
            created_at, accepted_at)
          select delivery.id, address, gen_random_uuid() || '@sample', sha256(gen_random_uuid()::text::bytea),
            case when refused then 'failed' else 'accepted' end, 1, made_at, case when refused then 550 end,
            case when refused then 'mailbox unavailable' end, made_at, case when not refused then made_at + interval '3 seconds' end
          from delivery
          cross join unnest(delivery.recipients) with ordinality as named (address, place)
          cross join lateral (select delivery.state = 'partly_delivered' and place = 1 as refused) refusal
          where delivery.file_id is not null and @requestedBy::uuid is null
          returning id, delivery_id, recipient, state, accepted_at
        )
        insert into downloads (file_id, message_id, user_id, downloaded_at, completed)
        select delivery.file_id, message.id, u.id,
          message.accepted_at + make_interval(mins => 4 + abs(hashtext(message.id::text)) % 400), true
        from message
        join delivery on delivery.id = message.delivery_id
        join users u on u.email = message.recipient
        where message.state = 'accepted' and abs(hashtext(message.id::text)) % 100 < 86
          and message.accepted_at < @now - interval '7 hours'
        """;

    /// <param name="schedule">Whose runs.</param>
    /// <param name="times">When each was due; all before now.</param>
    /// <param name="usual">How many customers more than four there are at most.</param>
    /// <param name="requestedBy">Who ran it on demand; null where it was due.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    public Task WriteAsync(
        long schedule, IReadOnlyList<Instant> times, int usual, Guid? requestedBy, CancellationToken cancellationToken) =>
        connection.RunAsync(
            Sql, new { schedule, times = times.Select(at => at.ToDateTimeUtc()).ToArray(), usual, requestedBy, now }, cancellationToken);
}
