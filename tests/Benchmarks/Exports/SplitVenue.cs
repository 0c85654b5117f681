using Dapper;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>A venue whose bookings are spread over producers, and a list of all of them.</summary>
internal static class SplitVenue
{
    private const string FillSql =
        """
        insert into crm.customers (id, external_reference, first_name, last_name, email, created_at)
        select n, 'C' || n, 'First' || n, 'Last' || n % 5000, 'c' || n || '@example.org', now() from generate_series(1, @rows / 4) n;
        insert into crm.events (id, external_reference, name, producer)
        select n, 'E' || n, 'Event ' || n, 'Producer ' || n from generate_series(1, @parts) n;
        insert into crm.event_instances (id, external_reference, event_id, starts_at)
        select n, 'I' || n, n, now() + n * interval '1 hour' from generate_series(1, @parts) n;
        insert into crm.bookings (id, external_reference, customer_id, event_instance_id, booked_at, tickets, amount, status, seats)
        select n, 'B' || n, n % (@rows / 4) + 1, (n::bigint * 7919) % @parts + 1, now(), n % 6 + 1, n % 90, 'Confirmed', 'A' || n % 40
        from generate_series(1, @rows) n;
        """;

    private const string ScheduleSql =
        """
        with list as (
          insert into customer_lists (name, definition, output_columns, sort_by, row_per_booking, created_at)
          values ('Booked ' || gen_random_uuid(),
            '{"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"Booked",
              "definition":{"join":"and","criteria":[{"kind":"booking"}]}}]}]}}',
            '{name,email,matched_event,matched_performance,matched_tickets,matched_seats,matched_amount,matched_status}',
            '[{"column":"name","descending":false}]', true, now())
          returning id, output_columns, sort_by
        ), schedule as (
          insert into schedules (name, action, run_on_demand, run_as_schedule, created_at)
          values ('Benchmark', 'deliver_customer_list', true, false, now())
          returning id
        ), entry as (
          insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by,
            row_per_booking, split_by)
          select schedule.id, 1, 'Booked', list.id, 'csv', list.output_columns, list.sort_by, true, case when @parts > 0 then 'producer' end
          from schedule, list
          returning id, schedule_id
        ), people as (
          insert into scheduled_list_recipients (scheduled_list_id, address, position)
          select id, 'promoter' || n || '@example.org', n from entry, generate_series(1, greatest(@parts, 1)) n
        ), parts as (
          insert into scheduled_list_parts (scheduled_list_id, value, address, position)
          select id, 'Producer ' || n, 'promoter' || n || '@example.org', n from entry, generate_series(1, @parts) n
        )
        select schedule_id from entry
        """;

    public static Task<string> DatabaseAsync(BenchmarkServer server, int rows, int parts) =>
        server.DatabaseAsync($"split_{rows}_{parts}", async connection =>
        {
            await connection.ExecuteAsync(FillSql, new { rows, parts }, commandTimeout: 0);
            await using var vacuum = new NpgsqlCommand(
                "vacuum (analyze, freeze) crm.customers, crm.bookings, crm.events, crm.event_instances", connection) { CommandTimeout = 0 };
            await vacuum.ExecuteNonQueryAsync();
        });

    /// <summary>A schedule that delivers every booking, to each producer their own; with no parts as one file.</summary>
    public static async Task<long> AddScheduleAsync(Node node, int parts)
    {
        await using var connection = await node.Get<NpgsqlDataSource>().OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(ScheduleSql, new { parts });
    }
}
