using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using Dapper;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace CustomerListSchedules.Integration.DeliverSchedule;

/// <summary>Customers, lists and schedules of a test, and the steps that background workers take, taken one at a time.</summary>
internal sealed class DeliveryWorld(TestApplication application)
{
    private int names;

    public static readonly Instant Due = Instant.FromUtc(2026, 12, 1, 8, 0);

    /// <summary>Sets the application's clock, so that it is this instant now.</summary>
    public void SetClock(Instant now) => application.SetClock(now);

    public async Task AddCustomersAsync(int count)
    {
        await using var connection = await application.Database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into crm.customers (external_reference, first_name, last_name, email, created_at)
            select 'C' || n || '-' || gen_random_uuid(), 'First' || n, 'Last' || n, 'customer' || n || '@example.org', now()
            from generate_series(1, @count) n
            """,
            new { count });
    }

    /// <summary>A schedule of everyone, daily at 08:00 in London from 1 January 2026, due at <paramref name="nextRunAt"/>.</summary>
    public async Task<ScheduleIds> AddScheduleAsync(
        Instant? nextRunAt, string[] recipients, string whenEmpty = "send", string definition = Everyone, Guid? owner = null,
        bool onDemand = false, string format = "csv")
    {
        var name = $"Schedule {Interlocked.Increment(ref names)} {Guid.NewGuid():N}";
        await using var connection = await application.Database.DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<ScheduleIds>(
            """
            with list as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              values ('List of ' || @name, @definition::jsonb, '{name,email}', '[{"column":"name","descending":false}]', now())
              returning id
            ), schedule as (
              insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
                daily_frequency, at_hour, next_run_at, owner_id, created_at)
              values (@name, 'deliver_customer_list', @onDemand, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', 8, @nextRunAt,
                @owner, now())
              returning id
            ), entry as (
              insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by, when_empty)
              select schedule.id, 1, 'Entry of ' || @name, list.id, @format, '{name,email}', '[{"column":"name","descending":false}]',
                @whenEmpty
              from schedule, list
              returning id, schedule_id, customer_list_id
            ), people as (
              insert into scheduled_list_recipients (scheduled_list_id, address, position)
              select entry.id, address, position
              from entry, unnest(@recipients) with ordinality as people (address, position)
            )
            select schedule_id, id as scheduled_list_id, customer_list_id from entry
            """,
            new { name, definition, nextRunAt, recipients, whenEmpty, owner, onDemand, format });
    }

    public Task ClaimAsync() => SendAsync(new ClaimDueSchedules());

    /// <returns>Whether there was a delivery to make.</returns>
    public Task<bool> MakeAsync() => SendAsync(new MakeDelivery());

    public Task<bool> SendMessagesAsync() => SendAsync(new SendMessages());

    public async Task DeliverEverythingAsync()
    {
        await ClaimAsync();
        while (await MakeAsync())
        {
        }

        while (await SendMessagesAsync())
        {
        }
    }

    public Task<T> SendAsync<T>(IRequest<T> request) => application.SendAsync(request);

    public Task<T> ScalarAsync<T>(string sql, object? parameters = null) => application.AskAsync<T>(sql, parameters);

    public Task ExecuteAsync(string sql, object? parameters = null) => application.DoAsync(sql, parameters);

    public Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) => application.ListAsync<T>(sql, parameters);

    public const string Everyone = """{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}""";

    public const string Nobody =
        """
        {"preFilter":{"areas":[]},"mainFilter":{"areas":[{"segments":[{"kind":"local","name":"Nobody","definition":
          {"join":"and","criteria":[
          {"kind":"town","towns":["Nowhere at all"]}]}}]}]}}
        """;

    internal sealed record ScheduleIds
    {
        public long ScheduleId { get; init; }
        public long ScheduledListId { get; init; }
        public long CustomerListId { get; init; }
    }
}
