using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.NotifyStaff;

public static class NotifyStaffRegistration
{
    public static IServiceCollection AddNotifyStaff(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWorkQueue(NoticeClaim.Work);
        return configuration.SchedulingEnabled() ? services.AddRequestJob<SendNotices>(TimeSpan.FromSeconds(10)) : services;
    }
}
