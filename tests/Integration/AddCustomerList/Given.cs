using Dapper;
using Npgsql;

namespace CustomerListSchedules.Integration.AddCustomerList;

/// <summary>Schedules and Customer Lists to add to, straight into the database.</summary>
internal static class Given
{
    public static async Task<long> CustomerListAsync(
        this TestApplication application, string name, string columns = "name,email", string sortBy = "[]")
    {
        await using var connection = await OpenAsync(application);
        return await connection.QuerySingleAsync<long>(
            """
            insert into customer_lists (name, definition, output_columns, sort_by, created_at)
            values (@name, '{"preFilter": {"areas": []}, "mainFilter": {"areas": []}}', string_to_array(@columns, ','), @sortBy::jsonb,
              now())
            returning id
            """,
            new { name, columns, sortBy });
    }

    public static async Task<long> ScheduleAsync(
        this TestApplication application, string name = "Morning lists", string action = "deliver_customer_list", bool deleted = false)
    {
        await using var connection = await OpenAsync(application);
        return await connection.QuerySingleAsync<long>(
            """
            insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
              daily_frequency, at_hour, created_at, deleted_at)
            values (@name, @action, false, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', 9, now(), case when @deleted
              then now() end)
            returning id
            """,
            new { name, action, deleted });
    }

    public static async Task<long> EntryAsync(
        this TestApplication application, long scheduleId, long customerListId, string name, params string[] recipients)
    {
        await using var connection = await OpenAsync(application);
        return await connection.QuerySingleAsync<long>(
            """
            with entry as (
              insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
              select @scheduleId, coalesce(max(position), 0) + 1, @name, @customerListId, 'csv', '{name,email}', '[]'
              from scheduled_lists
              where schedule_id = @scheduleId
              returning id),
            named as (
              insert into scheduled_list_recipients (scheduled_list_id, address, position)
              select entry.id, address, position
              from entry, unnest(@recipients) with ordinality typed (address, position))
            select id from entry
            """,
            new { scheduleId, customerListId, name, recipients });
    }

    /// <summary>A run that made a file, with a message to each recipient in the given state; answers the delivery.</summary>
    public static async Task<long> DeliveryAsync(
        this TestApplication application, long scheduleId, long entryId, string messageState, params string[] recipients)
    {
        await using var connection = await OpenAsync(application);
        return await connection.QuerySingleAsync<long>(
            """
            with run as (
              insert into runs (schedule_id, kind, as_of, state, schedule_name, created_at)
              values (@scheduleId, 'manual', now(), 'running', 'Morning lists', now())
              returning id),
            file as (
              insert into stored_files (name, content_type, compressed, created_at, completed_at, expires_at)
              values ('list.csv', 'text/csv', true, now(), now(), now() + interval '7 days')
              returning id),
            delivery as (
              insert into deliveries (run_id, scheduled_list_id, position, name, customer_list_name, file_format, when_empty, snapshot,
                recipients, state, next_attempt_at, file_id, made_at)
              select run.id, @entryId, 1, 'A list', 'A list', 'csv', 'send', '{}', @recipients, 'sending', now(), file.id, now()
              from run, file
              returning id),
            message as (
              insert into messages (delivery_id, recipient, message_id, token_hash, token_protected, state, next_attempt_at, created_at)
              select delivery.id, recipient, gen_random_uuid()::text, decode(md5(random()::text), 'hex'), '\x00', @messageState,
                now() + interval '1 hour', now()
              from delivery, unnest(@recipients) recipient)
            select id from delivery
            """,
            new { scheduleId, entryId, messageState, recipients });
    }

    private static ValueTask<NpgsqlConnection> OpenAsync(TestApplication application) =>
        application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
}
