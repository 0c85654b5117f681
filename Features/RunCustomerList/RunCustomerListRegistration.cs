using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.RunCustomerList;

public static class RunCustomerListRegistration
{
    /// <summary>Exports, and what ends them.</summary>
    public static IServiceCollection AddRunCustomerList(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Delivery").Get<QueryOptions>() ?? new QueryOptions());
        services.AddSingleton<ListExporter>();
        return configuration.SchedulingEnabled() ? services.AddRequestJob<PurgeExports>(TimeSpan.FromHours(1)) : services;
    }
}
