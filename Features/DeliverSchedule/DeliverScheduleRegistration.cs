using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.DeliverSchedule.Files;
using CustomerListSchedules.Features.DeliverSchedule.Messages;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.DeliverSchedule.Reminders;
using CustomerListSchedules.Features.DeliverSchedule.Sharing;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.DeliverSchedule;

public static class DeliverScheduleRegistration
{
    /// <summary>The dispatcher, the workers and the watchers. <c>Scheduling:Enabled=false</c> leaves them out of this node.</summary>
    public static IServiceCollection AddDeliverSchedule(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Delivery").Get<DeliveryOptions>() ?? new DeliveryOptions();
        services.AddSingleton(options);
        services.AddSingleton(configuration.GetSection("Files").Get<StoredSizeOptions>() ?? new StoredSizeOptions());
        services.AddSingleton<SeenProgramme>();
        services.AddSingleton<LinkTokens>();
        services.AddWorkQueue(DeliveryClaim.Work);
        services.AddWorkQueue(MessageClaim.Work);
        services.AddScoped<DeliveryOutcomes>();
        services.AddScoped<SplitOutcomes>();
        services.AddScoped<MakeParts>();
        services.AddScoped<LastDeliveries>();
        services.AddScoped<AskSharing>();
        services.AddScoped<RefusedOnDemand>();
        services.AddScoped<MessageOutcomes>();
        services.AddScoped<DeliveryMailer>();
        services.AddScoped<TestRuns>();
        if (!configuration.SchedulingEnabled())
        {
            return services;
        }

        services.AddRequestJob<ClaimDueSchedules>(TimeSpan.FromSeconds(1));
        services.AddRequestJob<WatchProgramme>(TimeSpan.FromSeconds(15));
        services.AddRequestJob<GatherNotices>(TimeSpan.FromSeconds(30));
        services.AddRequestJob<WatchOverdueRuns>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<QueueReminders>(TimeSpan.FromMinutes(1));
        services.AddRequestJob<WatchStoredSize>(TimeSpan.FromMinutes(5));
        services.AddRequestJob<DeleteExpiredFiles>(TimeSpan.FromMinutes(5));
        services.AddRequestJob<SweepLastDeliveries>(TimeSpan.FromMinutes(5));
        services.AddWorkers<MakeDelivery>(options.WorkersOn(Environment.ProcessorCount));
        services.AddWorkers<SendMessages>(options.Senders);
        return services;
    }
}
