using CustomerListSchedules.Features.RunCustomerList.Parts;
using CustomerListSchedules.Infrastructure.Scheduling;

namespace CustomerListSchedules.Features.RunCustomerList;

public static class RunCustomerListRegistration
{
    /// <summary>Runs from the explorer: one at a time on a node, beside the deliveries.</summary>
    public static IServiceCollection AddRunCustomerList(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<FileMaker>();
        services.AddScoped<ListRunner>();
        services.AddScoped<PartsRunner>();
        services.AddSingleton(configuration.GetSection("Delivery").Get<QueryOptions>() ?? new QueryOptions());
        services.AddWorkQueue(ExportClaim.Work(configuration.GetSection("Delivery").Get<WorkOptions>() ?? new WorkOptions()));
        return configuration.SchedulingEnabled()
            ? services.AddWorkers<MakeExport>(1).AddRequestJob<PurgeExports>(TimeSpan.FromHours(1))
            : services;
    }
}
