using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Infrastructure.Audit;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>The application on a database, its background workers off, so that a delivery is made exactly when asked.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly WebApplication application;

    private Node(WebApplication application) => this.application = application;

    public static async Task<Node> StartAsync(string connectionString, string dataDirectory) =>
        new(await BenchmarkServer.ApplicationAsync(connectionString, dataDirectory));

    /// <summary>A schedule that delivers the ten columns of everyone.</summary>
    public async Task<long> AddScheduleAsync(string format)
    {
        await using var connection = await application.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(
            """
            with list as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              values ('Everyone ' || gen_random_uuid(), '{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}', @keys::text[],
                '[{"column":"name","descending":false}]', now())
              returning id, output_columns, sort_by
            ), schedule as (
              insert into schedules (name, action, run_on_demand, run_as_schedule, created_at)
              values ('Benchmark', 'deliver_customer_list', true, false, now())
              returning id
            ), entry as (
              insert into scheduled_lists (schedule_id, position, name, customer_list_id, file_format, output_columns, sort_by)
              select schedule.id, 1, 'Everyone', list.id, @format, list.output_columns, list.sort_by from schedule, list
              returning id, schedule_id
            ), recipient as (
              insert into scheduled_list_recipients (scheduled_list_id, address, position) select id, 'promoter@example.org', 1 from entry
            )
            select schedule_id from entry
            """,
            new { Customers.Keys, format });
    }

    /// <summary>Asks for a run of the schedule, for <see cref="Deliver"/> to make.</summary>
    public void Ask(long schedule)
    {
        if (Send(new RunNow(schedule, Actor.System)) is not RunNowResult.Done)
        {
            throw new InvalidOperationException("The run did not start.");
        }
    }

    /// <summary>Claims the delivery that waits and makes its file; throws unless it is committed with all its rows.</summary>
    public void Deliver(long rows)
    {
        if (!Send(new MakeDelivery()))
        {
            throw new InvalidOperationException("No delivery waited.");
        }

        using var connection = application.Services.GetRequiredService<NpgsqlDataSource>().OpenConnection();
        var (state, made, reason) = connection.QuerySingle<(string, long?, string?)>(
            "select state, row_count, reason from deliveries order by id desc limit 1");
        if (made != rows)
        {
            throw new InvalidOperationException($"The delivery is {state} with {made} rows: {reason}");
        }
    }

    /// <summary>Ends the runs and removes their files, so that the next is not slower for them.</summary>
    public void CleanUp()
    {
        using var connection = application.Services.GetRequiredService<NpgsqlDataSource>().OpenConnection();
        connection.Execute("delete from runs; delete from stored_files");
        connection.Execute("vacuum stored_file_chunks");
    }

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    /// <summary>Runs SQL on the node's database.</summary>
    public void Execute(string sql)
    {
        using var connection = application.Services.GetRequiredService<NpgsqlDataSource>().OpenConnection();
        connection.Execute(sql);
    }

    public T Get<T>()
        where T : notnull => application.Services.GetRequiredService<T>();

    /// <summary>What a page, a job or the command line would send.</summary>
    public T Send<T>(IRequest<T> request)
    {
        using var scope = application.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<IMediator>().Send(request).GetAwaiter().GetResult();
    }
}
