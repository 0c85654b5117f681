using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.EraseCustomer;

public static class EraseCustomerRegistration
{
    public static IServiceCollection AddEraseCustomer(this IServiceCollection services, IConfiguration configuration) =>
        configuration.SchedulingEnabled() ? services.AddRequestJob<SweepErasures>(TimeSpan.FromMinutes(1)) : services;
}
