using MediatR;
using Quartz;

namespace CustomerListSchedules.Infrastructure.Scheduling;

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

    /// <summary>The queue of one kind of work.</summary>
    public static IServiceCollection AddWorkQueue<TClaim>(this IServiceCollection services, WorkKind<TClaim> kind)
        where TClaim : WorkClaim =>
        services.AddSingleton(kind).AddSingleton<WorkQueue<TClaim>>();

    /// <summary>Starts <paramref name="count"/> workers of one kind.</summary>
    public static IServiceCollection AddWorkers<TRequest>(this IServiceCollection services, int count)
        where TRequest : IRequest<bool>, new()
    {
        for (var i = 0; i < count; i++)
        {
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<Worker<TRequest>>(provider));
        }

        return services;
    }
}
