using CustomerListSchedules.Infrastructure.Database;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>What the administrator did in the year before: a file of each kind a month, and what the audit says of it all.</summary>
internal sealed class SampleOffice(NpgsqlConnection connection, Guid administrator, Instant now)
{
    private const string ImportsSql =
        """
        with brought as (
          select kind, @now - make_interval(months => months, days => 9, hours => 5 - place::integer, mins => months * 7 % 50) as at,
            greatest(1, case when months = 10 then rows else rows / 40 + abs(hashtext(kind || months)) % 30 end) as rows
          from generate_series(0, 10) months
          cross join unnest(array['customers', 'bookings', 'donations'], array[@customers, @customers * 3, @customers / 2])
            with ordinality as each (kind, rows, place)
        ), file as (
          insert into stored_files (name, content_type, compressed, size_bytes, stored_bytes, chunk_count, sha256, created_at,
            completed_at, expires_at, deleted_at)
          select kind || ' ' || to_char(at, 'YYYY-MM') || '.csv', 'text/csv', false, rows * 90, 0, 0, sha256((kind || at)::bytea), at, at,
            least(at + interval '7 days', @now), least(at + interval '7 days', @now)
          from brought
          returning id, name, size_bytes, created_at
        )
        insert into data_imports (kind, file_name, file_id, size_bytes, settings, state, dry_run, phase, bytes_so_far, rows_so_far,
          outcome, attempt, next_attempt_at, user_id, who, created_at, finished_at)
        select kind, file.name, file.id, size_bytes, '{}', 'imported', false, 'writing', size_bytes, rows,
          jsonb_build_object('rows', rows, 'added', rows - rows / 5, 'changed', rows / 5, 'before', 0), 1, at, u.id, u.name, at,
          at + interval '40 seconds'
        from brought
        join file on file.name = kind || ' ' || to_char(at, 'YYYY-MM') || '.csv'
        join users u on u.id = @administrator
        order by at
        """;

    private const string AuditSql =
        """
        insert into audit (at, user_id, who, from_address, action, subject_type, subject_id, details)
        select at, user_id, who, from_address, action, subject_type, subject_id, details
        from (
          select d.made_at as at, null::uuid as user_id, 'Customer List Schedules' as who, null as from_address,
            'delivery.file_made' as action, 'delivery' as subject_type, d.id::text as subject_id,
            jsonb_build_object('fileId', d.file_id, 'customers', d.row_count, 'name', d.name) as details
          from deliveries d
          where d.file_id is not null
          union all
          select w.downloaded_at, u.id, u.email, '192.0.2.44', 'file.downloaded', 'file', w.file_id::text,
            jsonb_build_object('messageId', w.message_id)
          from downloads w
          join users u on u.id = w.user_id
          union all
          select i.finished_at, i.user_id, u.email, '192.0.2.10', 'import.finished', 'import', i.id::text,
            jsonb_build_object('kind', i.kind, 'file', i.file_name)
          from data_imports i
          join users u on u.id = i.user_id
        ) past
        where at < @now and at > @now - interval '60 days'
        order by at
        """;

    public async Task WriteAsync(int customers, CancellationToken cancellationToken)
    {
        var parameters = new { administrator, customers, now };
        await connection.RunAsync(ImportsSql, parameters, cancellationToken);
        await connection.RunAsync(AuditSql, parameters, cancellationToken);
    }
}
