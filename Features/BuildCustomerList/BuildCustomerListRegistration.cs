using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.BuildCustomerList;

public static class BuildCustomerListRegistration
{
    public static IServiceCollection AddBuildCustomerList(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ListCounter>().AddSingleton<ListExporter>();
        return configuration.GetValue("Scheduling:Enabled", true) ? services.AddRequestJob<PurgeExports>(TimeSpan.FromHours(1)) : services;
    }
}
