using MediatR;
using Npgsql;
using Quartz;

namespace CustomerListSchedules.Infrastructure.Scheduling;

/// <summary>
/// A Quartz job that sends one mediator request, in a scope of its own, at an interval. Every node runs it; the request
/// shares the work by row locks. What it could not do now, it does at the next tick.
/// </summary>
[DisallowConcurrentExecution]
public sealed class RequestJob<TRequest>(IServiceScopeFactory scopes, ILogger<RequestJob<TRequest>> logger) : IJob
    where TRequest : IRequest<Unit>, new()
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new TRequest(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (NpgsqlException e)
        {
            logger.LogWarning("{Job} waits for the database: {Error}", typeof(TRequest).Name, e.Message);
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Job} failed and will be tried again at its next tick", typeof(TRequest).Name);
        }
    }
}

public static class SchedulingRegistration
{
    /// <summary>An in-memory Quartz scheduler; jobs are added by <see cref="AddRequestJob{TRequest}"/>.</summary>
    public static IServiceCollection AddScheduling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Delivery").Get<WorkOptions>() ?? new WorkOptions());
        if (!configuration.SchedulingEnabled())
        {
            return services;
        }

        services.AddSingleton<WorkSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkSignal>());
        services.AddQuartz(quartz => quartz.UseInMemoryStore(_ => { }));
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }

    /// <summary>Whether this node works: <c>Scheduling:Enabled=false</c> leaves it to the others.</summary>
    public static bool SchedulingEnabled(this IConfiguration configuration) => configuration.GetValue("Scheduling:Enabled", true);

    /// <summary>Sends <typeparamref name="TRequest"/> at every <paramref name="interval"/>, on every node.</summary>
    public static IServiceCollection AddRequestJob<TRequest>(this IServiceCollection services, TimeSpan interval)
        where TRequest : IRequest<Unit>, new() =>
        services.AddQuartz(quartz => quartz.ScheduleJob<RequestJob<TRequest>>(
            trigger => trigger.WithIdentity(typeof(TRequest).Name).StartNow()
                .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(interval).RepeatForever()),
            job => job.WithIdentity(typeof(TRequest).Name)));
}
