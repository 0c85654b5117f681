using System.Diagnostics;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Infrastructure.Audit;
using Dapper;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Benchmarks.Mailings;

/// <summary>The application on a database, its background workers off, so that a mailing goes on exactly when asked.</summary>
internal sealed class MailingNode : IAsyncDisposable
{
    private readonly WebApplication application;

    private MailingNode(WebApplication application) => this.application = application;

    public static async Task<MailingNode> StartAsync(string connectionString, string stub, string dataDirectory) =>
        new(await BenchmarkServer.ApplicationAsync(
            connectionString, dataDirectory, new() { ["Dotdigital:SandboxUrl"] = stub, ["Dotdigital:CallsPerHour"] = "1000000" }));

    /// <summary>Forgets the mailings of another account: a database that was kept knows campaigns that this one numbers anew.</summary>
    public void Forget()
    {
        using var connection = Open();
        connection.Execute("truncate runs, mailings, crm.mailings_received cascade");
    }

    /// <summary>A schedule that sends "Thank you for your donation" to everyone, with the columns of the Output Template.</summary>
    public long AddSchedule()
    {
        using var connection = Open();
        return connection.ExecuteScalar<long>(
            """
            with list as (
              insert into customer_lists (name, definition, output_columns, sort_by, created_at)
              values ('Everyone ' || gen_random_uuid(), '{"preFilter":{"areas":[]},"mainFilter":{"areas":[]}}', '{name,email}', '[]', now())
              returning id
            ), category as (
              insert into mailing_categories (name) values ('Benchmark ' || gen_random_uuid()) returning id
            ), schedule as (
              insert into schedules (name, action, run_on_demand, run_as_schedule, time_zone, run_from, occurs, recurs_every,
                daily_frequency, at_hour, created_at)
              values ('Benchmark', 'send_integrated_email', false, true, 'Europe/London', '2026-01-01', 'daily', 1, 'once_at', 9, now())
              returning id
            )
            insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
              output_columns, first_send_confirmed)
            select schedule.id, 1, 'Thank you', category.id, list.id, 5001, 'Thank you for your donation',
              '{name,first_name,last_name,email,postcode,town,birth_date,created}', true
            from schedule, category, list
            returning schedule_id
            """);
    }

    /// <summary>Runs the schedule's mailing from the list to sent and recorded; no waiting between its steps is part of the time.</summary>
    public double Mail(long schedule, long people)
    {
        if (Send(new RunNow(schedule, Actor.System)) is not RunNowResult.Done)
        {
            throw new InvalidOperationException("The run did not start.");
        }

        var working = TimeSpan.Zero;
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var worked = Send(new SendMailings());
            working += Stopwatch.GetElapsedTime(started);
            using var connection = Open();
            var (state, reason, recipients) = connection.QuerySingle<(string, string?, long?)>(
                "select state, reason, recipients from mailings order by id desc limit 1");
            if (state == "sent" && recipients == people)
            {
                return working.TotalSeconds;
            }

            if (!worked || state is not ("waiting" or "working"))
            {
                throw new InvalidOperationException($"The mailing is {state} with {recipients} people: {reason}");
            }

            connection.Execute("update mailings set next_attempt_at = now() - interval '1 second' where state = 'waiting'");
        }
    }

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private NpgsqlConnection Open() => application.Services.GetRequiredService<NpgsqlDataSource>().OpenConnection();

    private T Send<T>(IRequest<T> request)
    {
        using var scope = application.Services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<IMediator>().Send(request).GetAwaiter().GetResult();
    }
}
